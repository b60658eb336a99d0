import { FlowError } from '@flow/backend';
import type { Flow } from '@flow/models';
import { describeError } from './describe-error.ts';
import type { Bytes, Failure, Report, Request } from './messages.ts';
import { readRequest } from './read-request.ts';
import type { RunSettings } from './run-settings.ts';
import { createSession, type Session } from './session.ts';

/** Where the worker's messages arrive: one session at a time. */
export type Desk = { handle(data: unknown): Promise<void> };

type DeskOptions = {
  readonly tell: (report: Report) => void;
  readonly rest: () => Promise<void>;
  readonly loadFlow: (bytes: Bytes) => Flow;
};

export function createDesk({ tell, rest, loadFlow }: DeskOptions): Desk {
  let current: { readonly run: number; readonly session: Session } | undefined;
  const open = async (run: number, settings: RunSettings, model: Bytes | undefined) => {
    const flow = model && readFlow(model);
    await current?.session.close();
    current = undefined;
    try {
      current = { run, session: createSession({ run, settings, flow, tell, rest }) };
    } catch (error) {
      flow?.dispose();
      throw error;
    }
  };
  const readFlow = (bytes: Bytes): Flow => {
    const flow = loadFlow(bytes);
    if (flow.features === 2 && flow.contextShape === undefined && flow.data?.quantization === undefined) {
      return flow;
    }
    flow.dispose();
    throw new FlowError('invalid-file', {
      message: 'The playground shows densities of the plane without conditions.',
      expected: '2 features',
      received: `${flow.features}${flow.contextShape ? ' with a context' : ''}`,
    });
  };
  const act = async (request: Exclude<Request, { type: 'ping' }>) => {
    if (request.type === 'open') return open(request.run, request.settings, request.model);
    if (request.run !== current?.run) return;
    const { session, run } = current;
    if (request.type === 'resume') session.resume();
    else if (request.type === 'pause') session.pause();
    else if (request.type === 'step') session.step();
    else if (request.type === 'drawn') session.pictureDrawn();
    else tell({ type: 'saved', run, bytes: session.save() });
  };
  // Openings wait for each other: the old session must be gone before a new one takes its place.
  let last: Promise<void> = Promise.resolve();
  return {
    handle(data) {
      const work = async () => {
        let place: Failure['at'] = 'request';
        try {
          const request = readRequest(data);
          place = placeOf(request);
          if (request.type === 'ping') tell({ type: 'pong' });
          else await act(request);
        } catch (error) {
          tell({ type: 'failed', at: place, ...describeError(error) });
        }
      };
      last = last.then(work);
      return last;
    },
  };
}

function placeOf(request: Request): Failure['at'] {
  if (request.type === 'open') return request.model ? 'load' : 'open';
  return request.type === 'save' ? 'save' : 'request';
}
