/** What the page asks of a worker that trains. */
export type TrainingRequest<Options, Wish> =
  | { readonly type: 'start'; readonly options: Options; readonly wish: Wish }
  /** Train until this many steps in all. */
  | { readonly type: 'train'; readonly until: number }
  | { readonly type: 'pause' }
  /** What to show from now on. */
  | { readonly type: 'wish'; readonly wish: Wish };

/** What such a worker tells the page. */
export type TrainingReport<Facts, View> =
  /** What does not change while it trains; comes first. */
  | { readonly type: 'ready'; readonly facts: Facts }
  | { readonly type: 'progress'; readonly steps: number; readonly view: View }
  /** Stopped, because it was asked to or because it is done. */
  | { readonly type: 'rest' }
  | { readonly type: 'failed'; readonly text: string };
