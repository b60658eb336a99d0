/** What a colour says: the latent space z, the data space x, or neither. */
export type Tone = 'latent' | 'data' | 'plain';
