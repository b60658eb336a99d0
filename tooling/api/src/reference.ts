import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { Application } from 'typedoc';
import { packageFolders } from './declarations.ts';

/** What TypeDoc makes of the docstrings. */
export type Reference = {
  /** Links that lead nowhere, parameters that do not exist, and whatever else it complains of. */
  readonly complaints: readonly string[];
  write(folder: string): Promise<void>;
};

const PACKAGES = packageFolders.map((folder) => join(root, 'packages', folder, 'src/index.ts'));

/** Reads the docstrings of all public names as TypeDoc does. */
export async function readReference(entryPoints: readonly string[] = PACKAGES): Promise<Reference> {
  const app = await Application.bootstrap({
    name: 'flow',
    entryPoints: [...entryPoints],
    tsconfig: join(import.meta.dirname, '../tsconfig.json'),
    readme: 'none',
    disableGit: true,
    disableSources: true,
    skipErrorChecking: true,
    validation: { invalidLink: true, notExported: false, notDocumented: false },
    logLevel: 'None',
  });
  const complaints: string[] = [];
  const keep = (message: unknown) => void complaints.push(String(message));
  app.logger.warn = keep;
  app.logger.error = keep;
  app.logger.validationWarning = keep;
  const project = await app.convert();
  if (project === undefined) throw new Error(`TypeDoc cannot read the packages:\n${complaints.join('\n')}`);
  app.validate(project);
  return { complaints, write: (folder) => app.generateDocs(project, folder) };
}
