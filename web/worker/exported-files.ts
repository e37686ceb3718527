// Reads the files of an export of Teachable Machine, out of their zip where they come in one.
import { ArchiveError, zipEntries } from '../base/zip-reader.js';
import { EarshotError } from '../base/errors.js';

type File = { name: string; bytes: Uint8Array };

/** Its parts; a zip may hold pictures and pages beside them. */
const PART = /\.(json|bin)$/i;
/** The base network has 6 MB. More than this is something else, and would be held in memory whole. */
const mostBytes = 256 * 2 ** 20;

export async function exportedFiles(files: readonly { name: string; blob: Blob }[]): Promise<File[]> {
  const read: File[] = [];
  let total = 0;
  const count = (size: number): void => {
    total += size;
    if (total > mostBytes) throw new EarshotError('invalid-model', 'This is too large for an export of Teachable Machine.');
  };
  try {
    for (const { name, blob } of files) {
      if (/\.zip$/i.test(name)) {
        for (const entry of await zipEntries(blob)) {
          if (!PART.test(entry.path)) continue;
          count(entry.size);
          read.push({ name: entry.path, bytes: await entry.read() });
        }
      } else {
        count(blob.size);
        read.push({ name, bytes: new Uint8Array(await blob.arrayBuffer()) });
      }
    }
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    if (error instanceof ArchiveError) throw new EarshotError('malformed-file', error.message, { cause: error });
    throw new EarshotError('io', 'The file could not be read. It may have been moved or changed since it was chosen.', { cause: error });
  }
  return read;
}
