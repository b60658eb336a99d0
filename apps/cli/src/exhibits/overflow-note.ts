/** A young model may expand a latent beyond float32; such pictures are not hidden. @returns a sentence, or nothing */
export function overflowNote(pictures: readonly Float32Array[]): string {
  const count = pictures.filter((picture) => !picture.every(Number.isFinite)).length;
  if (count === 0) return '';
  return ` Black: ${count} of ${pictures.length} pictures, where the model overflowed.`;
}
