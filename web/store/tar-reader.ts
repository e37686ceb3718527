// Reads a tar as it streams by (POSIX ustar, the long names of pax and GNU), packed with gzip or not.
import { Gunzip } from 'fflate';

import { ArchiveError } from '../base/zip-reader.js';

export type TarEntry = { path: string; bytes: Uint8Array };

const BLOCK = 512;
const DAMAGED = 'The archive is damaged or was cut short. Download or pack it again.';

/**
 * Each file, in order. `wanted` says by name whether its bytes are needed; what is not wanted is passed over without
 * being kept.
 */
export async function* tarEntries(file: Blob, wanted: (path: string) => boolean): AsyncGenerator<TarEntry> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const parser = new TarParser(wanted);
  const reader = file.stream().getReader();
  let ended = false;
  const gunzip = zipped ? new Gunzip((chunk) => parser.push(chunk)) : null;
  while (!ended) {
    const { done, value } = await reader.read();
    ended = done;
    try {
      if (gunzip) gunzip.push(value ?? new Uint8Array(), done);
      else if (value) parser.push(value);
    } catch (error) {
      throw error instanceof ArchiveError ? error : new ArchiveError(DAMAGED);
    }
    yield* parser.take();
  }
  if (!parser.complete) throw new ArchiveError(DAMAGED);
}

export class TarParser {
  readonly #wanted: (path: string) => boolean;
  #found: TarEntry[] = [];
  #block = new Uint8Array(BLOCK);
  #filled = 0;
  #entry: { path: string; type: string; size: number; bytes: Uint8Array | null; at: number } | null = null;
  #padding = 0;
  #longName = '';
  #ended = false;

  constructor(wanted: (path: string) => boolean) {
    this.#wanted = wanted;
  }

  /** Nothing is left half read. */
  get complete(): boolean {
    return this.#ended || (this.#entry === null && this.#filled === 0);
  }

  take(): TarEntry[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#ended) {
      if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, chunk.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else if (this.#entry) {
        const count = Math.min(this.#entry.size - this.#entry.at, chunk.length - at);
        this.#entry.bytes?.set(chunk.subarray(at, at + count), this.#entry.at);
        this.#entry.at += count;
        at += count;
        this.#finishEntry();
      } else {
        const count = Math.min(BLOCK - this.#filled, chunk.length - at);
        this.#block.set(chunk.subarray(at, at + count), this.#filled);
        this.#filled += count;
        at += count;
        if (this.#filled === BLOCK) this.#readHeader();
      }
    }
  }

  #readHeader(): void {
    const block = this.#block;
    this.#filled = 0;
    if (block.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    const expected = Number.parseInt(text(block, 148, 8), 8);
    // The sum is taken with the checksum's own field as spaces.
    const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (sum !== expected) throw new ArchiveError('This is not an archive that can be read here. Pack the folder as zip or tar.gz.');
    const type = String.fromCharCode(block[156] ?? 0);
    const prefix = text(block, 257, 5) === 'ustar' ? text(block, 345, 155) : '';
    const name = text(block, 0, 100);
    const size = sizeOf(block);
    const path = this.#longName || (prefix ? `${prefix}/${name}` : name);
    const special = type === 'x' || type === 'L';
    const file = type === '0' || type === '\0' || type === '7';
    this.#entry = { path, type, size, bytes: special || (file && this.#wanted(path)) ? new Uint8Array(size) : null, at: 0 };
    this.#finishEntry();
  }

  #finishEntry(): void {
    const entry = this.#entry;
    if (!entry || entry.at < entry.size) return;
    this.#entry = null;
    this.#padding = (BLOCK - (entry.size % BLOCK)) % BLOCK;
    if (entry.type === 'L') this.#longName = text(entry.bytes ?? new Uint8Array(), 0, entry.size);
    else if (entry.type === 'x') this.#longName = paxPath(entry.bytes ?? new Uint8Array()) || this.#longName;
    else if (entry.type !== 'g') {
      this.#longName = '';
      if (entry.bytes) this.#found.push({ path: entry.path, bytes: entry.bytes });
    }
  }
}

/** Octal, or base 256 with the top bit set for files of 8 GB and more. */
function sizeOf(block: Uint8Array): number {
  if (((block[124] ?? 0) & 0x80) === 0) return Number.parseInt(text(block, 124, 12), 8) || 0;
  return block.subarray(125, 136).reduce((value, byte) => value * 256 + byte, 0);
}

/** Records "27 path=folder/name\n", each beginning with its own length. */
function paxPath(bytes: Uint8Array): string {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(bytes))?.[1] ?? '';
}

function text(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
