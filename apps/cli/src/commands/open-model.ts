import { readFile } from 'node:fs/promises';
import { init } from '@flow/backend';
import { type Flow, loadFlow } from '@flow/models';

/** Boots the backend and loads a model. @throws FlowError where the file holds no flow */
export async function openModel(file: string): Promise<Flow> {
  const bytes = await readFile(file);
  await init();
  return loadFlow(bytes);
}
