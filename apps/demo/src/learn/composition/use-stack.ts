import { useEffect, useRef, useState } from 'preact/hooks';
import { type LayerKind, type StackedLayer, stackLayer } from './layer-stack.ts';

export const MOST_LAYERS = 7;
const FIRST: readonly LayerKind[] = ['affine', 'coupling', 'otherCoupling', 'mixing'];

export type Stack = {
  readonly layers: readonly StackedLayer[];
  readonly add: (kind: LayerKind) => void;
  readonly remove: (id: number) => void;
  /** Towards the beginning (−1) or the end (1). */
  readonly move: (id: number, by: -1 | 1) => void;
};

/** Layers that a reader adds, removes and moves; disposed when they go. */
export function useStack(): Stack {
  const [layers, setLayers] = useState<readonly StackedLayer[]>([]);
  useEffect(() => {
    const first = FIRST.map((kind, i) => stackLayer(kind, i + 1));
    setLayers(first);
  }, []);
  useDisposalAtTheEnd(layers);
  const nextId = Math.max(0, ...layers.map(({ id }) => id)) + 1;
  return {
    layers,
    add: (kind) => setLayers([...layers, stackLayer(kind, nextId)]),
    remove: (id) => {
      layers.find((stacked) => stacked.id === id)?.layer.dispose();
      setLayers(layers.filter((stacked) => stacked.id !== id));
    },
    move: (id, by) => setLayers(moved(layers, id, by)),
  };
}

function useDisposalAtTheEnd(layers: readonly StackedLayer[]): void {
  const held = useRef(layers);
  held.current = layers;
  useEffect(
    () => () => {
      for (const { layer } of held.current) layer.dispose();
    },
    [],
  );
}

function moved(layers: readonly StackedLayer[], id: number, by: -1 | 1): readonly StackedLayer[] {
  const from = layers.findIndex((stacked) => stacked.id === id);
  const [here, there] = [layers[from], layers[from + by]];
  if (here === undefined || there === undefined) return layers;
  return layers.with(from, there).with(from + by, here);
}
