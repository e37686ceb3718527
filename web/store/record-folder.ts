// Sounds of a project by the hash of their bytes, as records in IndexedDB: for browsers without a private file system, such as
// WebKitGTK's, and windows that have none. A record is written in one transaction, so one that is there is whole.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import type { AudioFolder } from './audio-folder.js';

interface Schema extends DBSchema {
  /** Bytes, not blobs: WebKit's private windows keep no blobs. */
  sounds: { key: [project: string, hash: string]; value: ArrayBuffer };
}

const NAME = 'earshot-audio';

export async function openRecordFolder(project: string): Promise<RecordFolder> {
  const db = await openDB<Schema>(NAME, 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('sounds');
    },
    // A newer page in another tab wants to change the schema; holding on would block it for ever.
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
  return new RecordFolder(db, project);
}

export class RecordFolder implements AudioFolder {
  readonly #db: IDBPDatabase<Schema>;
  readonly #project: string;

  constructor(db: IDBPDatabase<Schema>, project: string) {
    this.#db = db;
    this.#project = project;
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#db.count('sounds', [this.#project, hash])) > 0;
  }

  async write(hash: string, blob: Blob): Promise<void> {
    await this.#db.put('sounds', await blob.arrayBuffer(), [this.#project, hash]);
  }

  async read(hash: string): Promise<Blob | null> {
    const bytes = await this.#db.get('sounds', [this.#project, hash]);
    return bytes ? new Blob([bytes]) : null;
  }

  async list(): Promise<string[]> {
    return (await this.#db.getAllKeys('sounds', this.#all)).map(([, hash]) => hash);
  }

  async remove(hash: string): Promise<void> {
    await this.#db.delete('sounds', [this.#project, hash]);
  }

  /** Removes every sound of the project. */
  async clear(): Promise<void> {
    await this.#db.delete('sounds', this.#all);
  }

  close(): void {
    this.#db.close();
  }

  /** Every key of the project: an array comes after every string. */
  get #all(): IDBKeyRange {
    return IDBKeyRange.bound([this.#project], [this.#project, []]);
  }
}
