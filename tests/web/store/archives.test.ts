import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import { tarEntries } from '../../../web/store/tar-reader.js';
import { zipEntries } from '../../../web/base/zip-reader.js';
import { writeZip } from '../../../web/store/zip-writer.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const blob = (data: Uint8Array): Blob => new Blob([data as Uint8Array<ArrayBuffer>]);
const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251);

/** A ustar archive: header block, contents in blocks of 512, two empty blocks. */
export function tarOf(files: Record<string, Uint8Array>, typeOf: (path: string) => string = () => '0'): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [path, data] of Object.entries(files)) {
    const header = new Uint8Array(512);
    const put = (at: number, text: string): void => header.set(bytes(text), at);
    put(0, path.slice(0, 100));
    put(100, '0000644\0');
    put(124, `${data.length.toString(8).padStart(11, '0')}\0`);
    put(148, '        ');
    put(156, typeOf(path));
    put(257, 'ustar\0');
    put(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `);
    const padded = new Uint8Array(Math.ceil(data.length / 512) * 512);
    padded.set(data);
    blocks.push(header, padded);
  }
  blocks.push(new Uint8Array(1024));
  const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

async function readAll(file: Blob, wanted: (path: string) => boolean = () => true): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  for await (const entry of tarEntries(file, wanted)) found[entry.path] = entry.bytes;
  return found;
}

describe('zip archives', () => {
  test('stored and compressed entries come out as they went in', async () => {
    const zip = zipSync({ 'a/one.wav': noise, 'b/two.wav': [bytes('hello hello hello'), { level: 0 }] });
    const entries = await zipEntries(blob(zip));
    expect(entries.map(({ path }) => path)).toEqual(['a/one.wav', 'b/two.wav']);
    expect(await entries[0]?.read()).toEqual(noise);
    expect(await entries[1]?.read()).toEqual(bytes('hello hello hello'));
  });

  test('what the writer writes, the reader reads', async () => {
    const pieces: Uint8Array[] = [];
    await writeZip(
      [{ path: 'project.json', read: async () => blob(bytes('{}')) }, { path: 'audio/x.wav', read: async () => blob(noise) }],
      (piece) => pieces.push(piece.slice()),
      () => {},
    );
    const entries = await zipEntries(new Blob(pieces as Uint8Array<ArrayBuffer>[]));
    expect(entries.map(({ path }) => path)).toEqual(['project.json', 'audio/x.wav']);
    expect(await entries[1]?.read()).toEqual(noise);
  });

  test('a zip that was cut short is refused in a sentence', async () => {
    const zip = zipSync({ 'one.wav': noise });
    await expect(zipEntries(blob(zip.slice(0, zip.length - 30)))).rejects.toThrow(/damaged or was cut short/);
    await expect(zipEntries(blob(bytes('no zip at all')))).rejects.toThrow(/damaged/);
  });

  test('damaged contents are refused when they are read', async () => {
    const zip = zipSync({ 'one.wav': bytes('hello hello hello hello hello') });
    zip.fill(0xff, 30 + 'one.wav'.length, 30 + 'one.wav'.length + 6);
    const [entry] = await zipEntries(blob(zip));
    await expect(entry?.read()).rejects.toThrow(/damaged/);
  });

  test('a locked zip says so', async () => {
    const zip = zipSync({ 'one.wav': noise });
    const view = new DataView(zip.buffer);
    for (let at = 0; at < zip.length - 4; at += 1) if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + 8, 1, true);
    const [entry] = await zipEntries(blob(zip));
    await expect(entry?.read()).rejects.toThrow(/password/);
  });
});

describe('tar archives', () => {
  test('plain and gzipped ones hold the same files', async () => {
    const tar = tarOf({ 'set/a/one.wav': noise, 'set/b/two.wav': bytes('x') });
    for (const file of [blob(tar), blob(gzipSync(tar))]) {
      expect(await readAll(file)).toEqual({ 'set/a/one.wav': noise, 'set/b/two.wav': bytes('x') });
    }
  });

  test('only what is wanted is kept', async () => {
    const tar = tarOf({ 'a.wav': noise, 'a.pdf': noise });
    expect(Object.keys(await readAll(blob(tar), (path) => path.endsWith('.wav')))).toEqual(['a.wav']);
  });

  test('long names of GNU and pax are read', async () => {
    const long = `${'folder/'.repeat(20)}clip.wav`;
    const pax = `path=${long}\n`;
    const record = `${pax.length + 4} ${pax}`;
    const gnu = tarOf({ '././@LongLink': bytes(`${long}\0`), 'short.wav': noise }, (path) => (path.includes('Link') ? 'L' : '0'));
    const posix = tarOf({ 'PaxHeader/x': bytes(record), 'short.wav': noise }, (path) => (path.startsWith('Pax') ? 'x' : '0'));
    expect(Object.keys(await readAll(blob(gnu)))).toEqual([long]);
    expect(Object.keys(await readAll(blob(posix)))).toEqual([long]);
  });

  test('one that was cut short, or is none, is refused', async () => {
    const tar = tarOf({ 'one.wav': noise });
    await expect(readAll(blob(tar.slice(0, 1024)))).rejects.toThrow(/cut short/);
    await expect(readAll(blob(gzipSync(tar).slice(0, 40)))).rejects.toThrow(/damaged/);
    await expect(readAll(blob(new Uint8Array(2048).fill(65)))).rejects.toThrow(/not an archive/);
  });
});
