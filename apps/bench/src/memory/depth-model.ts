/** The Glow whose memory is drawn over its depth; `tooling/peers/memory.py` builds the same. */
export const DEPTH_MODEL = { shape: [32, 32, 3], levels: 3, hidden: 64, batch: 4 } as const;

/** K, steps of flow at each level. */
export const DEPTHS = [4, 8, 16, 32] as const;
