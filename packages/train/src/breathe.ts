/**
 * Lets the event loop take its turn: timers, signals, input, drawing. Where there is `setImmediate` (Node, Bun,
 * Deno) that is one round of the loop, in browsers a message to oneself: nested timers of pages are stretched
 * to 4 ms. The port is closed afterwards, so that it keeps no process alive.
 *
 * @see HTML Living Standard, "Timers", step 11 of the timer initialization steps
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else if (typeof MessageChannel === 'function') sendToOneself(resolve);
    else setTimeout(resolve);
  });
}

function sendToOneself(receive: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    receive();
  };
  port2.postMessage(null);
}
