// Takes files and archives apart into sounds, which are stored as they come, and tables. A few files are in memory at a time.
import type { AudioFolder } from './audio-folder.js';
import { hashOf } from './hash.js';
import { isArchive, kindOf, tidyPath } from './names.js';
import type { ImportBatch, ImportResult, SourceFile, StoredFile } from './protocol.js';
import { tarEntries } from './tar-reader.js';
import type { ImportIssue } from './types.js';
import { zipEntries } from '../base/zip-reader.js';

const LARGEST_TABLE_BYTES = 16 << 20;
const REPORT_EVERY_MS = 150;
const AT_ONCE = 6;

/** `count`: how many `sources` there will be. */
export async function importFiles(
  folder: AudioFolder,
  sources: Iterable<SourceFile> | AsyncIterable<SourceFile>,
  count: number,
  report: (batch: ImportBatch) => void,
  cancelled: () => boolean,
): Promise<ImportResult> {
  const csvs: ImportResult['csvs'] = [];
  let ignored = 0;
  let done = 0;
  let total = count;
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

  const known = new Set(await folder.list());
  const writing = new Map<string, Promise<void>>();
  const store = async (path: string, blob: Blob, order: number): Promise<void> => {
    const hash = await hashOf(blob);
    if (!known.has(hash)) {
      // A copy that comes while its original is being written waits for it.
      const write = writing.get(hash) ?? folder.write(hash, blob);
      writing.set(hash, write);
      await write.finally(() => writing.delete(hash));
      known.add(hash);
    }
    files.push({ path, hash, size: blob.size, order });
  };
  const wanted = (path: string): boolean => kindOf(path) === 'sound' || kindOf(path) === 'table';
  /** Loose sounds are taken whatever they are called; `lone`: nothing around it says otherwise. */
  const take = async (path: string, blob: Blob, lone: boolean, order: number): Promise<void> => {
    const kind = kindOf(path);
    if (kind === 'table' && blob.size <= LARGEST_TABLE_BYTES) csvs.push({ path, text: await blob.text() });
    else if (kind === 'sound' || (lone && kind === 'other')) await store(path, blob, order);
    else ignored += 1;
  };

  let order = 0;
  let full: unknown = null;
  const running = new Set<Promise<void>>();
  const stop = (): boolean => full !== null || cancelled();
  /** A few at a time: most of the time goes by waiting for the disk. */
  const start = async (path: string, work: (order: number) => Promise<void>): Promise<void> => {
    const place = order++;
    const job: Promise<void> = work(place)
      .catch((error: unknown) => {
        // A full disk ends the import; a file that cannot be read is one line in its list.
        if (isFull(error)) full = error;
        else issues.push({ path, reason: 'unreadable', detail: error instanceof Error ? error.message : String(error) });
      })
      .then(() => {
        running.delete(job);
        tick();
      });
    running.add(job);
    if (running.size >= AT_ONCE) await Promise.race(running);
  };

  for await (const { path, file } of sources) {
    if (stop()) break;
    try {
      if (!isArchive(path)) {
        await start(path, (place) => take(path, file, !path.includes('/'), place));
      } else if (/\.zip$/i.test(path)) {
        const entries = await zipEntries(file);
        total += entries.length - 1;
        for (const entry of entries) {
          if (stop()) break;
          const inside = tidyPath(entry.path);
          await start(`${path}: ${entry.path}`, async (place) => {
            if (inside === '' || !wanted(inside)) ignored += 1;
            else await take(inside, new Blob([(await entry.read()) as Uint8Array<ArrayBuffer>]), false, place);
          });
        }
      } else {
        total -= 1;
        for await (const { path: inside, bytes } of tarEntries(file, (name) => wanted(tidyPath(name)))) {
          if (stop()) break;
          total += 1;
          await start(`${path}: ${inside}`, (place) => take(tidyPath(inside), new Blob([bytes as Uint8Array<ArrayBuffer>]), false, place));
        }
      }
    } catch (error) {
      issues.push({ path, reason: 'unreadable', detail: error instanceof Error ? error.message : String(error) });
      tick();
    }
  }
  await Promise.all(running);
  flush();
  if (full !== null) throw full;
  return { csvs, ignored };
}

function isFull(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'QuotaExceededError';
}
