// Writes a zip without compressing: sounds hardly shrink, and storing keeps a project's export as fast as the disk.
import { Zip, ZipPassThrough } from 'fflate';

import { StoreError } from './errors.js';

export type ZipInput = { path: string; read(): Promise<Blob> };

/** Above it the format needs ZIP64, which fflate does not write. */
const LARGEST_BYTES = 0xffff0000;
const CHUNK_BYTES = 4 << 20;

/** `write` gets the archive's bytes in order. */
export async function writeZip(parts: readonly ZipInput[], write: (bytes: Uint8Array) => void, progress: (done: number) => void): Promise<void> {
  let failure: Error | null = null;
  let total = 0;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else {
      total += chunk.length;
      write(chunk);
    }
  });
  for (const [index, part] of parts.entries()) {
    const blob = await part.read();
    if (total + blob.size > LARGEST_BYTES) {
      throw new StoreError('archive', 'This is more than 4 GB, the most that one zip can hold. Delete or exclude clips and try again.');
    }
    const entry = new ZipPassThrough(part.path);
    zip.add(entry);
    for (let at = 0; at < blob.size; at += CHUNK_BYTES) {
      entry.push(new Uint8Array(await blob.slice(at, at + CHUNK_BYTES).arrayBuffer()));
    }
    entry.push(new Uint8Array(), true);
    if (failure) throw failure as Error;
    progress(index + 1);
  }
  zip.end();
  if (failure) throw failure as Error;
}
