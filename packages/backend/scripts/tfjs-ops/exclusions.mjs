/** Tests of tfjs-core that pass on the stock kernels and may fail on the pack: { full name: why }. */
export const EXCLUSIONS = {};
