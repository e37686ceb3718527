// What the page and the store's worker say to each other. A request gets any number of `progress` and exactly one
// `done` or `failed`.
import type { ImportIssue } from './types.js';

/** A sound that is stored now; its bytes are in the file `hash`. */
export type StoredFile = {
  path: string;
  hash: string;
  size: number;
  /** Its place among the files of the import: several are stored at once. */
  order: number;
};

export type SourceFile = { path: string; file: File };

export type ImportBatch = {
  files: StoredFile[];
  issues: ImportIssue[];
  /** Files looked at, of all that are known so far. */
  done: number;
  total: number;
};

export type ImportResult = {
  csvs: { path: string; text: string }[];
  /** Files that are no sound and no table. */
  ignored: number;
};

export type ZipPart = { path: string; source: { kind: 'audio'; project: string; hash: string } | { kind: 'blob'; blob: Blob } };

export type StoreOperations = {
  /** Stores sounds, unpacks archives: `total` files, which follow in messages of their own. */
  import: { args: { project: string; total: number }; progress: ImportBatch; result: ImportResult };
  put: { args: { project: string; blob: Blob }; progress: never; result: { hash: string; size: number } };
  /** Deletes every sound of the project that is not listed; returns how many. */
  sweep: { args: { project: string; keep: readonly string[] }; progress: never; result: { removed: number } };
  /** Deletes the audio of a project. */
  drop: { args: { project: string }; progress: never; result: null };
  /** One zip of stored sounds and other parts; entries are not compressed. */
  zip: { args: { parts: readonly ZipPart[] }; progress: { done: number; total: number }; result: Blob };
  /** The entries of a zip that are not sounds, as text or bytes. */
  unzip: { args: { file: Blob; paths: readonly string[] }; progress: never; result: { path: string; bytes: Uint8Array }[] };
  /** The sound itself; null when its file is gone. */
  read: { args: { project: string; hash: string }; progress: never; result: Blob | null };
};

export type StoreOperation = keyof StoreOperations;

export type StoreRequest = { [K in StoreOperation]: { kind: 'request'; id: number; operation: K; args: StoreOperations[K]['args'] } }[StoreOperation];
/** `files` belongs to an import. A file takes the page's thread a quarter of a millisecond to send, so thousands do not come at once. */
export type ToStore = StoreRequest | { kind: 'files'; id: number; files: readonly SourceFile[]; last: boolean } | { kind: 'cancel'; id: number };

/** Stable names of what can go wrong; the page has a sentence for each. */
export type StoreErrorCode = 'disk-full' | 'no-storage' | 'archive' | 'file-gone' | 'cancelled' | 'store-failed';

export type FromStore =
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'done'; id: number; value: unknown }
  | { kind: 'failed'; id: number; code: StoreErrorCode; message: string };
