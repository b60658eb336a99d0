import { InterpreterError } from './interpreter-error.ts';

/** Values in row-major order; float32 values count as exactly what they are. */
export type ReferenceTensor = {
  readonly shape: readonly number[];
  readonly values: Float64Array | Float32Array;
};

/** A model's tensors by parameter path. */
export type Tensors = ReadonlyMap<string, ReferenceTensor>;

/** The parameters of one part of a model. */
export type Parameters = {
  /** Its place in the model, for errors. */
  readonly path: string;
  /** The float64 values of a parameter of this part. */
  read(name: string, shape: readonly number[]): Float64Array;
  within(segment: string): Parameters;
};

/** Tensors to be read by parts; `unread` says which ones no part asked for. */
export function openParameters(tensors: Tensors): { root: Parameters; unread(): string[] } {
  const seen = new Set<string>();
  const scope = (path: string): Parameters => ({
    path: path === '' ? 'model' : path,
    read(name, shape) {
      const full = join(path, name);
      seen.add(full);
      return valuesOf(tensors.get(full), full, shape);
    },
    within: (segment) => scope(join(path, segment)),
  });
  return { root: scope(''), unread: () => [...tensors.keys()].filter((path) => !seen.has(path)) };
}

/** The tensors whose path begins with a prefix, under the rest of their path. */
export function tensorsUnder(prefix: string, tensors: Tensors): Tensors {
  const inside = [...tensors].filter(([path]) => path.startsWith(prefix));
  return new Map(inside.map(([path, tensor]) => [path.slice(prefix.length), tensor]));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function valuesOf(tensor: ReferenceTensor | undefined, path: string, shape: readonly number[]): Float64Array {
  const size = shape.reduce((product, side) => product * side, 1);
  if (tensor?.shape.join() === shape.join() && tensor.values.length === size)
    return Float64Array.from(tensor.values);
  const found = tensor === undefined ? 'nothing' : `[${tensor.shape}] with ${tensor.values.length} values`;
  throw new InterpreterError(`${path}: expected a tensor of shape [${shape}], got ${found}.`);
}
