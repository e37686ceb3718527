import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import type { AudioFolder } from '../../../web/store/audio-folder.js';
import { importFiles } from '../../../web/store/importer.js';
import { kindOf, tidyPath } from '../../../web/store/names.js';
import type { ImportBatch } from '../../../web/store/protocol.js';

class MemoryFolder implements AudioFolder {
  readonly files = new Map<string, Blob>();
  /** Bytes until the disk is full. */
  room = Infinity;

  async has(hash: string): Promise<boolean> { return this.files.has(hash); }
  async read(hash: string): Promise<Blob | null> { return this.files.get(hash) ?? null; }
  async list(): Promise<string[]> { return [...this.files.keys()]; }
  async remove(hash: string): Promise<void> { this.files.delete(hash); }
  async write(hash: string, blob: Blob): Promise<void> {
    this.room -= blob.size;
    if (this.room < 0) throw new DOMException('full', 'QuotaExceededError');
    this.files.set(hash, blob);
  }
}

const file = (name: string, contents: string | Uint8Array): { path: string; file: File } => ({ path: name, file: new File([contents as Uint8Array<ArrayBuffer>], name) });

async function run(sources: { path: string; file: File }[], folder = new MemoryFolder(), cancelled = () => false) {
  const batches: ImportBatch[] = [];
  const result = await importFiles(folder, sources, sources.length, (batch) => batches.push(batch), cancelled);
  return { folder, result, files: batches.flatMap((batch) => batch.files), issues: batches.flatMap((batch) => batch.issues), last: batches.at(-1) };
}

describe('import', () => {
  test('sounds are stored once under their hash, tables are read, the rest is left alone', async () => {
    const { folder, files, result } = await run([file('a/one.wav', 'one'), file('b/same.wav', 'one'), file('meta.csv', 'x,y'), file('a/readme.txt', 'hello'), file('a/.DS_Store', 'x')]);
    expect(files.map(({ path, order }) => [path, order]).sort()).toEqual([['a/one.wav', 0], ['b/same.wav', 1]]);
    expect(files[0]?.hash).toBe(files[1]?.hash);
    expect(folder.files.size).toBe(1);
    expect(result).toEqual({ csvs: [{ path: 'meta.csv', text: 'x,y' }], ignored: 2 });
  });

  test('a loose file is taken whatever it is called', async () => {
    const { files } = await run([file('sound.unknown', 'x')]);
    expect(files).toHaveLength(1);
  });

  test('an archive is taken apart, and paths cannot leave it', async () => {
    const zip = zipSync({ 'set/a/one.wav': new Uint8Array([1]), '../evil.wav': new Uint8Array([2]), 'set/./b//two.wav': new Uint8Array([3]) });
    const { files, last } = await run([file('set.zip', zip)]);
    expect(files.map(({ path }) => path).sort()).toEqual(['set/a/one.wav', 'set/b/two.wav']);
    expect(last).toMatchObject({ done: 3, total: 3 });
  });

  test('a damaged archive is one line in the list, and the other files are taken', async () => {
    const { files, issues } = await run([file('bad.zip', 'not a zip'), file('a/one.wav', 'one')]);
    expect(issues).toEqual([{ path: 'bad.zip', reason: 'unreadable', detail: expect.stringMatching(/damaged/) }]);
    expect(files).toHaveLength(1);
  });

  test('a full disk ends the import, after what was stored has been reported', async () => {
    const folder = new MemoryFolder();
    folder.room = 5;
    const batches: ImportBatch[] = [];
    const importing = importFiles(folder, [file('a/1.wav', 'aaaa'), file('a/2.wav', 'bbbb')], 2, (batch) => batches.push(batch), () => false);
    await expect(importing).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(batches.flatMap(({ files }) => files.map(({ path }) => path))).toEqual(['a/1.wav']);
  });

  test('cancelling keeps what there is', async () => {
    let calls = 0;
    const { files } = await run([file('a/1.wav', 'a'), file('a/2.wav', 'b'), file('a/3.wav', 'c')], new MemoryFolder(), () => ++calls > 1);
    expect(files).toHaveLength(1);
  });
});

test.each([
  ['a/b.WAV', 'sound'], ['x.flac', 'sound'], ['meta.TSV', 'table'], ['set.tar.gz', 'archive'], ['set.tgz', 'archive'], ['notes.txt', 'other'],
  ['__MACOSX/a.wav', 'other'], ['a/._b.wav', 'other'], ['.hidden/a.wav', 'other'],
])('%s is of kind %s', (path, kind) => expect(kindOf(path)).toBe(kind));

test.each([['a/./b', 'a/b'], ['a\\b', 'a/b'], ['../a', ''], ['a/../b', 'b'], ['/a//b', 'a/b']])('%s is tidied to "%s"', (path, tidy) => expect(tidyPath(path)).toBe(tidy));
