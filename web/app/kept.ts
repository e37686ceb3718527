// Models that the Studio kept in this browser. The store is loaded only when there are any.
import type { ModelChoice } from '../element/choices.js';
import type { ModelRecord } from '../store/types.js';
import { readPreference, writePreference } from './preferences.js';

const SCHEME = 'earshot-kept:';
const FLAG = 'kept-models';

type Kept = Pick<ModelRecord, 'id' | 'title'>;

export function keptChoice({ id, title }: Kept): ModelChoice {
  return { title, url: `${SCHEME}${id}` };
}

/** Null for models that lie at an address. */
export function keptIdOf(url: string): string | null {
  return url.startsWith(SCHEME) ? url.slice(SCHEME.length) : null;
}

/** So that the next visit knows without opening the store. */
export function noteKept(count: number): void {
  writePreference(FLAG, count > 0 ? '1' : '');
}

export async function listKept(): Promise<Kept[]> {
  if (!readPreference(FLAG)) return [];
  try {
    const { Database } = await import('../store/database.js');
    const database = await Database.open();
    const models = await database.models();
    database.close();
    return models.map(({ id, title }) => ({ id, title }));
  } catch {
    return []; // a private window, or cleared storage: the shipped models work all the same
  }
}

export async function readKept(id: string): Promise<Uint8Array> {
  const { Database } = await import('../store/database.js');
  const database = await Database.open();
  try {
    const model = await database.model(id);
    if (!model) throw new Error('This model is no longer stored in this browser. Choose another one.');
    return model.bytes;
  } finally {
    database.close();
  }
}
