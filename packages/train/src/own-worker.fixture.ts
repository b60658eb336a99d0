// A worker of a user's own, as bundles have it: its layers, then what a worker does.
import './deadly-layer.fixture.ts';
import '@flow/train/worker';
