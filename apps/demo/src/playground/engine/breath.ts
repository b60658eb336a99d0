/**
 * Gives way to the messages that wait. A message to oneself and not a timer: browsers stretch nested timers to
 * 4 ms.
 */
export function createBreath(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let wake: (() => void) | undefined;
  port1.onmessage = () => wake?.();
  return () =>
    new Promise((resolve) => {
      wake = resolve;
      port2.postMessage(null);
    });
}
