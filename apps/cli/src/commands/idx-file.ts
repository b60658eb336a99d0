/** Whether a name is that of an IDX file: `samples.idx`, `samples.idx.gz`, `t10k-images-idx3-ubyte.gz`. */
export function isIdxFile(name: string): boolean {
  return /[.-]idx(\d+-\w+)?(\.gz)?$/i.test(name);
}
