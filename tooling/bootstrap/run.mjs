// What the scripts of the root package.json run. Needs nothing but Node: it installs the rest.
const NEEDED_MAJOR = 20;
const NEEDED_MINOR = 19;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED_MAJOR || (major === NEEDED_MAJOR && minor < NEEDED_MINOR)) {
  console.error(
    `flow: this is Node ${process.versions.node}; please install Node ${NEEDED_MAJOR}.${NEEDED_MINOR} or newer.`,
  );
  process.exit(1);
}

// Imported late, and without top-level await: the check above must run where the rest does not even parse.
import('./src/dispatch.mjs').then(({ dispatch }) => dispatch(process.argv.slice(2)));
