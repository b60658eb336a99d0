/** Runs a job for each item, two at a time; rejects when one does, once none runs any more. */
export async function twoAtATime<T>(items: readonly T[], job: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let isFailed = false;
  const work = async () => {
    for (const item of queue) {
      if (isFailed) return;
      await job(item).catch((error) => {
        isFailed = true;
        throw error;
      });
    }
  };
  const results = await Promise.allSettled([work(), work()]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
