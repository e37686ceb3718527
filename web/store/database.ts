// Projects, clips, runs and models in IndexedDB. Each method is one transaction: it happens whole or not at all.
import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb';

import { StoreError, toStoreError } from './errors.js';
import { PROJECT_FORMAT, type ClipRecord, type ModelRecord, type ProjectRecord, type RunBytes, type RunPart, type RunRecord } from './types.js';

interface Schema extends DBSchema {
  projects: { key: string; value: ProjectRecord };
  clips: { key: [string, string]; value: ClipRecord; indexes: { project: string } };
  runs: { key: string; value: RunRecord; indexes: { project: string } };
  /** Of runs, and of their parts under `<run>/<number>`. */
  runBytes: { key: string; value: RunBytes & { finished?: boolean } };
  models: { key: string; value: ModelRecord };
}

type ClipStore = IDBPObjectStore<Schema, ['clips'], 'clips', 'readwrite'>;

const NAME = 'earshot-studio';
/** Records handed over before the page gets a turn. */
const AT_ONCE = 100;
const VERSION = 1;

export class Database {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  static async open(name = NAME): Promise<Database> {
    try {
      const db = await openDB<Schema>(name, VERSION, {
        upgrade(fresh) {
          fresh.createObjectStore('projects', { keyPath: 'id' });
          fresh.createObjectStore('clips', { keyPath: ['project', 'id'] }).createIndex('project', 'project');
          fresh.createObjectStore('runs', { keyPath: 'id' }).createIndex('project', 'project');
          fresh.createObjectStore('runBytes', { keyPath: 'run' });
          fresh.createObjectStore('models', { keyPath: 'id' });
        },
        // A newer page in another tab wants to change the schema; holding on would block it for ever.
        blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
      });
      return new Database(db);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'VersionError') {
        throw new StoreError('no-storage', 'The projects in this browser were made by a newer Earshot. Reload the page to get it.', { cause: error });
      }
      throw new StoreError('no-storage', 'This browser keeps no data for this page, perhaps because the window is private.', { cause: error });
    }
  }

  close(): void {
    this.#db.close();
  }

  // --- projects ---

  /** Of every format, newest first: one that cannot be opened is listed too. */
  async projects(): Promise<ProjectRecord[]> {
    return (await this.#db.getAll('projects')).sort((a, b) => b.changedAt - a.changedAt);
  }

  async project(id: string): Promise<ProjectRecord | undefined> {
    return this.#db.get('projects', id);
  }

  async putProject(project: ProjectRecord): Promise<void> {
    await guarded(this.#db.put('projects', project));
  }

  /** With everything that belongs to it except the models that were kept from it. */
  async removeProject(id: string): Promise<void> {
    const transaction = this.#db.transaction(['projects', 'clips', 'runs', 'runBytes'], 'readwrite');
    const runs = await transaction.objectStore('runs').index('project').getAllKeys(id);
    const clips = await transaction.objectStore('clips').index('project').getAllKeys(id);
    await guarded(Promise.all([
      transaction.objectStore('projects').delete(id),
      ...clips.map((key) => transaction.objectStore('clips').delete(key)),
      ...runs.flatMap((key) => [transaction.objectStore('runs').delete(key), transaction.objectStore('runBytes').delete(withParts(key))]),
      transaction.done,
    ]));
  }

  // --- clips ---

  async clips(project: string): Promise<ClipRecord[]> {
    return this.#db.getAllFromIndex('clips', 'project', project);
  }

  /** `put` replaces clips of the same id; `remove` lists ids. */
  async changeClips(project: string, { put = [], remove = [] }: { put?: readonly ClipRecord[]; remove?: readonly string[] }): Promise<void> {
    if (put.length + remove.length === 0) return;
    const transaction = this.#db.transaction('clips', 'readwrite');
    await guarded(this.#fill(transaction.store, project, put, remove));
    await guarded(transaction.done);
  }

  /** A few at a time: handing over thousands of records at once would keep the page from answering. The transaction stays open. */
  async #fill(store: ClipStore, project: string, put: readonly ClipRecord[], remove: readonly string[]): Promise<void> {
    for (let at = 0; at < remove.length; at += AT_ONCE) {
      await Promise.all(remove.slice(at, at + AT_ONCE).map((id) => store.delete([project, id])));
    }
    for (let at = 0; at < put.length; at += AT_ONCE) await Promise.all(put.slice(at, at + AT_ONCE).map((clip) => store.put(clip)));
  }

  // --- runs ---

  async runs(project: string): Promise<RunRecord[]> {
    return (await this.#db.getAllFromIndex('runs', 'project', project)).sort((a, b) => a.createdAt - b.createdAt);
  }

  async putRun(run: RunRecord, bytes?: Omit<RunBytes, 'run'>): Promise<void> {
    const transaction = this.#db.transaction(['runs', 'runBytes'], 'readwrite');
    const requests: Promise<unknown>[] = [transaction.objectStore('runs').put(run)];
    if (bytes) requests.push(transaction.objectStore('runBytes').put({ ...bytes, run: run.id }));
    await guarded(Promise.all([...requests, transaction.done]));
  }

  async runBytes(run: string): Promise<RunBytes | undefined> {
    return this.#db.get('runBytes', run);
  }

  async putRunPart(run: string, index: number, { snapshot, finished }: RunPart): Promise<void> {
    await guarded(this.#db.put('runBytes', { run: `${run}/${index}`, model: null, snapshot, finished }));
  }

  async runParts(run: string): Promise<Map<number, RunPart>> {
    const parts = new Map<number, RunPart>();
    for (const { run: key, snapshot, finished } of await this.#db.getAll('runBytes', partsOf(run))) {
      if (snapshot) parts.set(Number(key.slice(run.length + 1)), { snapshot, finished: finished === true });
    }
    return parts;
  }

  async removeRunParts(run: string): Promise<void> {
    await guarded(this.#db.delete('runBytes', partsOf(run)));
  }

  async removeRun(id: string): Promise<void> {
    const transaction = this.#db.transaction(['runs', 'runBytes'], 'readwrite');
    await guarded(Promise.all([transaction.objectStore('runs').delete(id), transaction.objectStore('runBytes').delete(withParts(id)), transaction.done]));
  }

  // --- models ---

  async models(): Promise<ModelRecord[]> {
    return (await this.#db.getAll('models')).sort((a, b) => b.createdAt - a.createdAt);
  }

  async model(id: string): Promise<ModelRecord | undefined> {
    return this.#db.get('models', id);
  }

  async putModel(model: ModelRecord): Promise<void> {
    await guarded(this.#db.put('models', model));
  }

  async removeModel(id: string): Promise<void> {
    await guarded(this.#db.delete('models', id));
  }
}

/** Keys of the parts of a run: '0' is what comes after '/'. */
function partsOf(run: string): IDBKeyRange {
  return IDBKeyRange.bound(`${run}/`, `${run}0`, false, true);
}

/** No run's id begins with that of another. */
function withParts(run: string): IDBKeyRange {
  return IDBKeyRange.bound(run, `${run}0`, false, true);
}

/** Whether this code reads the project; the sentence is for the user. */
export function formatProblem({ format, name }: Pick<ProjectRecord, 'format' | 'name'>): string | null {
  if (format === PROJECT_FORMAT) return null;
  return format > PROJECT_FORMAT
    ? `“${name}” was made by a newer Earshot. Reload the page to get it; the project was left as it is.`
    : `“${name}” has a format that this Earshot no longer reads. It was left as it is.`;
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toStoreError(error);
  }
}
