// Bytes of a file that the user chose, which may be gone by now.
import { EarshotError } from '../base/errors.js';

export async function readPart(file: Blob, start: number, end: number): Promise<Uint8Array> {
  try {
    // A slice is made while the thread waits for the browser's own process: not for files that are read whole anyway.
    const part = start === 0 && end >= file.size ? file : file.slice(start, end);
    return new Uint8Array(await part.arrayBuffer());
  } catch (error) {
    throw new EarshotError('io', 'The file could not be read. It may have been moved, changed or removed since it was chosen.', {
      cause: error,
    });
  }
}
