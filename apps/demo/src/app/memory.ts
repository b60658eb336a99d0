const PREFIX = 'flow.';

/** Keeps a choice for the next visit, where the browser lets a page keep anything. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows and sandboxed frames may refuse: the choice then lasts as long as the page.
  }
}

/** A choice of an earlier visit, if there is one and it still means something. */
export function recall<T extends string>(name: string, isKnown: (text: string) => text is T): T | undefined {
  try {
    const value = localStorage.getItem(PREFIX + name);
    return value !== null && isKnown(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
