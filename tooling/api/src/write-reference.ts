import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { readReference } from './reference.ts';

const { complaints, write } = await readReference();
for (const complaint of complaints) console.error(`flow: ${complaint}`);
if (complaints.length > 0) process.exitCode = 1;
else {
  await write(join(root, 'out/api'));
  console.log('flow: wrote out/api/index.html');
}
