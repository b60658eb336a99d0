import type { Request } from './messages.ts';
import { readSettings } from './run-settings.ts';
import { bytesOf, countOf, fieldsOf, oneOf } from './wire.ts';

const TYPES = ['open', 'resume', 'pause', 'step', 'save', 'drawn', 'ping'] as const;

/** A message from the page, checked. @throws WireError */
export function readRequest(data: unknown): Request {
  const fields = fieldsOf(data, 'request');
  const type = oneOf(TYPES, fields.type, 'request.type');
  if (type === 'ping') return { type };
  const run = countOf(fields.run, 'request.run');
  if (type !== 'open') return { type, run };
  const model = fields.model === undefined ? {} : { model: bytesOf(fields.model, 'request.model') };
  return { type, run, settings: readSettings(fields.settings), ...model };
}
