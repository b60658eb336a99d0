// Loaded into the command by `--import`. It runs in a session of its own, so that nothing would stop it when
// the process that started it is killed outright: then it gets the signal to stop cleanly.
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.env.FLOW_STARTED_BY === String(process.ppid)) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
