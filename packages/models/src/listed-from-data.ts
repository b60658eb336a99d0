import { type Bijector, chain } from '@flow/layers';

/** A chain whose list begins at the data: `forward` is our z -> x, and papers write x -> z. */
export function listedFromData(paper: readonly (readonly [name: string, layer: Bijector])[]): Bijector {
  const layers = paper.toReversed();
  return chain(
    layers.map(([, layer]) => layer),
    { names: layers.map(([name]) => name) },
  );
}
