/** A plausible mistake in one place of the source, which some test must notice. */
export type Mutation = {
  /** What is wrong, in a few words. */
  readonly name: string;
  /** From the workspace's root. */
  readonly file: string;
  /** Text that the file holds exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Tests of which at least one must fail; few, so that the run is short. */
  readonly tests: TestSelection;
};

export type TestSelection = {
  /** Folder of the package whose tests these are, from the workspace's root. */
  readonly package: string;
  /** Test files, from that folder. */
  readonly files: readonly string[];
  /** A regular expression on full test names; by default all tests of these files. */
  readonly names?: string;
};

/** Changes the source of the mutation's file. @throws where the text is not there exactly once: the table is stale */
export function applyMutation({ name, file, find, replace }: Mutation, source: string): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = after === undefined ? 'no longer holds' : `holds ${more.length + 1} times`;
    throw new Error(`The mutation "${name}" is out of date: ${file} ${times}\n  ${find}`);
  }
  if (find === replace) throw new Error(`The mutation "${name}" changes nothing.`);
  return before + replace + after;
}
