import { WORKLOADS, type WorkloadName } from '../workloads.ts';
import type { Request } from './messages.ts';

/** `?only=W2&seconds=0.1`: which workloads, and how long each case is timed; default both, one second. */
export function readPageOptions(search: string): Request {
  const given = new URLSearchParams(search);
  const only = given.get('only')?.toUpperCase().split(',');
  const names = Object.keys(WORKLOADS) as WorkloadName[];
  const asked = Number(given.get('seconds'));
  const seconds = asked > 0 && asked < Infinity ? asked : 1;
  return {
    workloads: names.filter((name) => only?.includes(name) ?? true),
    pace: { seconds, warmUpSeconds: seconds },
  };
}
