// Takes files and archives apart into sounds, which are stored as they come, and tables. One file is in memory at a time.
import type { AudioFolder } from './audio-folder.js';
import { hashOf } from './hash.js';
import { isArchive, kindOf, tidyPath } from './names.js';
import type { ImportBatch, ImportResult, StoredFile } from './protocol.js';
import { tarEntries } from './tar-reader.js';
import type { ImportIssue } from './types.js';
import { zipEntries } from './zip-reader.js';

const LARGEST_TABLE_BYTES = 16 << 20;
const REPORT_EVERY_MS = 150;

type Source = { path: string; file: File };

export async function importFiles(
  folder: AudioFolder,
  sources: readonly Source[],
  report: (batch: ImportBatch) => void,
  cancelled: () => boolean,
): Promise<ImportResult> {
  const csvs: ImportResult['csvs'] = [];
  let ignored = 0;
  let done = 0;
  let total = sources.length;
  let files: StoredFile[] = [];
  let issues: ImportIssue[] = [];
  let reportedAt = performance.now();
  const flush = (now = performance.now()): void => {
    report({ files, issues, done, total });
    files = [];
    issues = [];
    reportedAt = now;
  };
  const tick = (): void => {
    done += 1;
    const now = performance.now();
    if (now - reportedAt > REPORT_EVERY_MS) flush(now);
  };

  const store = async (path: string, blob: Blob): Promise<void> => {
    const hash = await hashOf(blob);
    if (!(await folder.has(hash))) await folder.write(hash, blob);
    files.push({ path, hash, size: blob.size });
  };
  /** Loose sounds are taken whatever they are called; `lone`: nothing around it says otherwise. */
  const take = async (path: string, blob: Blob, lone: boolean): Promise<void> => {
    const kind = kindOf(path);
    if (kind === 'table' && blob.size <= LARGEST_TABLE_BYTES) csvs.push({ path, text: await blob.text() });
    else if (kind === 'sound' || (lone && kind === 'other')) await store(path, blob);
    else ignored += 1;
  };
  const wanted = (path: string): boolean => kindOf(path) === 'sound' || kindOf(path) === 'table';

  for (const { path, file } of sources) {
    if (cancelled()) break;
    try {
      if (!isArchive(path)) {
        await take(path, file, !path.includes('/'));
        tick();
      } else if (/\.zip$/i.test(path)) {
        const entries = (await zipEntries(file)).map((entry) => ({ ...entry, path: tidyPath(entry.path) }));
        total += entries.length - 1;
        for (const entry of entries) {
          if (cancelled()) break;
          if (entry.path !== '' && wanted(entry.path)) {
            await take(entry.path, new Blob([(await entry.read()) as Uint8Array<ArrayBuffer>]), false);
          } else ignored += 1;
          tick();
        }
      } else {
        for await (const { path: raw, bytes } of tarEntries(file, (name) => wanted(tidyPath(name)))) {
          if (cancelled()) break;
          total += 1;
          await take(tidyPath(raw), new Blob([bytes as Uint8Array<ArrayBuffer>]), false);
          tick();
        }
        tick();
      }
    } catch (error) {
      // A full disk ends the import; a file that cannot be read is one line in its list.
      if (isFull(error)) {
        flush();
        throw error;
      }
      issues.push({ path, reason: 'unreadable', detail: error instanceof Error ? error.message : String(error) });
      tick();
    }
  }
  flush();
  return { csvs, ignored };
}

function isFull(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'QuotaExceededError';
}
