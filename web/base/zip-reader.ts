// Reads a zip through its central directory, one entry in memory at a time (APPNOTE.TXT 6.3, ZIP64 included).
// fflate inflates; finding the entries by the directory also reads archives that were written as a stream.
import { inflateSync } from 'fflate';

export type ArchiveEntry = { path: string; size: number; read(): Promise<Uint8Array> };

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LARGEST_COMMENT = 65535;
const UNKNOWN_32 = 0xffffffff;

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const DAMAGED = 'The archive is damaged or was cut short. Download or pack it again.';

export async function zipEntries(file: Blob): Promise<ArchiveEntry[]> {
  const { at, size, count } = await findDirectory(file);
  const view = await viewOf(file, at, at + size);
  const entries: ArchiveEntry[] = [];
  let offset = 0;
  for (let i = 0; i < count; i += 1) {
    if (offset + 46 > view.byteLength || view.getUint32(offset, true) !== ENTRY) throw new ArchiveError(DAMAGED);
    const flags = view.getUint16(offset + 8, true);
    const method = view.getUint16(offset + 10, true);
    const nameBytes = view.getUint16(offset + 28, true);
    const extraBytes = view.getUint16(offset + 30, true);
    const commentBytes = view.getUint16(offset + 32, true);
    const next = offset + 46 + nameBytes + extraBytes + commentBytes;
    if (next > view.byteLength) throw new ArchiveError(DAMAGED);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + offset + 46, nameBytes));
    const sizes = extended(view, offset, offset + 46 + nameBytes, extraBytes);
    offset = next;
    if (name.endsWith('/')) continue;
    entries.push({ path: name, size: sizes.size, read: () => readEntry(file, sizes, method, flags) });
  }
  return entries;
}

type Sizes = { compressed: number; size: number; local: number };

/** The 32-bit fields, or those of the ZIP64 extra field that stand for them, in its order. */
function extended(view: DataView, at: number, extraAt: number, extraBytes: number): Sizes {
  const sizes = { compressed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), local: view.getUint32(at + 42, true) };
  for (let offset = extraAt; offset + 4 <= extraAt + extraBytes; ) {
    const id = view.getUint16(offset, true);
    const length = view.getUint16(offset + 2, true);
    let field = offset + 4;
    if (id === 1) {
      for (const key of ['size', 'compressed', 'local'] as const) {
        if (sizes[key] !== UNKNOWN_32 || field + 8 > offset + 4 + length) continue;
        sizes[key] = Number(view.getBigUint64(field, true));
        field += 8;
      }
    }
    offset += 4 + length;
  }
  return sizes;
}

async function readEntry(file: Blob, { compressed, size, local }: Sizes, method: number, flags: number): Promise<Uint8Array> {
  if ((flags & 1) !== 0) throw new ArchiveError('The archive is locked with a password. Unpack it first and drop the folder.');
  const header = await viewOf(file, local, local + 30);
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) throw new ArchiveError(DAMAGED);
  // The local header has a name and an extra field of its own length.
  const start = local + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = new Uint8Array(await file.slice(start, start + compressed).arrayBuffer());
  if (packed.length !== compressed) throw new ArchiveError(DAMAGED);
  if (method === 0) return packed;
  if (method !== 8) throw new ArchiveError('The archive is packed in a way that cannot be read here. Pack it as an ordinary zip.');
  try {
    const bytes = inflateSync(packed, { out: new Uint8Array(size) });
    if (bytes.length === size) return bytes;
  } catch {
    // said below
  }
  throw new ArchiveError(DAMAGED);
}

async function findDirectory(file: Blob): Promise<{ at: number; size: number; count: number }> {
  const from = Math.max(0, file.size - END_BYTES - LARGEST_COMMENT);
  const tail = await viewOf(file, from, file.size);
  for (let end = tail.byteLength - END_BYTES; end >= 0; end -= 1) {
    if (tail.getUint32(end, true) !== END) continue;
    const directory = { count: tail.getUint16(end + 10, true), size: tail.getUint32(end + 12, true), at: tail.getUint32(end + 16, true) };
    const locator = end - 20;
    if (locator < 0 || tail.getUint32(locator, true) !== END_64_LOCATOR) return directory;
    const end64 = Number(tail.getBigUint64(locator + 8, true));
    const view = await viewOf(file, end64, end64 + 56);
    if (view.byteLength < 56 || view.getUint32(0, true) !== END_64) throw new ArchiveError(DAMAGED);
    return { count: Number(view.getBigUint64(32, true)), size: Number(view.getBigUint64(40, true)), at: Number(view.getBigUint64(48, true)) };
  }
  throw new ArchiveError(DAMAGED);
}

async function viewOf(file: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}
