// A module that is never done.
await new Promise(() => {
  setInterval(() => {}, 1000);
});

export {};
