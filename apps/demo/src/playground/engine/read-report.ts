import {
  type Evaluated,
  type Failure,
  type Opened,
  type Progress,
  type Report,
  RUN_STATES,
} from './messages.ts';
import type { Box } from './plane.ts';
import {
  bytesOf,
  countOf,
  type Fields,
  fieldsOf,
  floatsOf,
  listOf,
  numberOf,
  oneOf,
  textOf,
} from './wire.ts';

const TYPES = ['booted', 'pong', 'opened', 'progress', 'picture', 'saved', 'failed'] as const;
const PLACES = ['boot', 'open', 'load', 'run', 'save', 'request'] as const satisfies readonly Failure['at'][];

/** A message from the worker, checked. @throws WireError */
export function readReport(data: unknown): Report {
  const fields = fieldsOf(data, 'report');
  const type = oneOf(TYPES, fields.type, 'report.type');
  if (type === 'pong') return { type };
  if (type === 'booted') return { type, message: textOf(fields.message, 'message') };
  if (type === 'failed') return readFailure(fields);
  const run = countOf(fields.run, 'run');
  if (type === 'saved') return { type, run, bytes: bytesOf(fields.bytes, 'bytes') };
  if (type === 'opened') return readOpened(fields, run);
  if (type === 'progress') return readProgress(fields, run);
  return {
    type,
    run,
    step: countOf(fields.step, 'step'),
    logProb: floatsOf(fields.logProb, 'logProb'),
    logDet: floatsOf(fields.logDet, 'logDet', floatsOf(fields.logProb, 'logProb').length),
    samples: floatsOf(fields.samples, 'samples'),
    journey: floatsOf(fields.journey, 'journey'),
    logDets: floatsOf(fields.logDets, 'logDets'),
  };
}

function readFailure(fields: Fields): Failure {
  return {
    type: 'failed',
    at: oneOf(PLACES, fields.at, 'at'),
    code: textOf(fields.code, 'code'),
    message: textOf(fields.message, 'message'),
  };
}

function readOpened(fields: Fields, run: number): Opened {
  return {
    type: 'opened',
    run,
    box: readBox(fields.box),
    data: floatsOf(fields.data, 'data'),
    exact: floatsOf(fields.exact, 'exact'),
    parameters: countOf(fields.parameters, 'parameters'),
    kinds: listOf(fields.kinds, 'kinds', textOf),
    origin: oneOf(['settings', 'file'], fields.origin, 'origin'),
  };
}

function readProgress(fields: Fields, run: number): Progress {
  const losses = floatsOf(fields.losses, 'losses');
  return {
    type: 'progress',
    run,
    state: oneOf(RUN_STATES, fields.state, 'state'),
    step: countOf(fields.step, 'step'),
    losses,
    gradientNorms: floatsOf(fields.gradientNorms, 'gradientNorms', losses.length),
    evaluations: listOf(fields.evaluations, 'evaluations', readEvaluated),
    standing: fields.standing === null ? null : readEvaluated(fields.standing, 'standing'),
    stepsPerSecond: numberOf(fields.stepsPerSecond, 'stepsPerSecond'),
    skipped: countOf(fields.skipped, 'skipped'),
    tensors: countOf(fields.tensors, 'tensors'),
  };
}

function readEvaluated(value: unknown, field: string): Evaluated {
  const fields = fieldsOf(value, field);
  return {
    step: countOf(fields.step, `${field}.step`),
    nll: numberOf(fields.nll, `${field}.nll`),
    kl: numberOf(fields.kl, `${field}.kl`),
  };
}

function readBox(value: unknown): Box {
  const { x, y } = fieldsOf(value, 'box');
  return { x: readRange(x, 'box.x'), y: readRange(y, 'box.y') };
}

function readRange(value: unknown, field: string): readonly [number, number] {
  const [low, high] = listOf(value, field, numberOf);
  return [numberOf(low, `${field}[0]`), numberOf(high, `${field}[1]`)];
}
