// Fetches a model's bytes from where the page says it is.
import { EarshotError, throwIfAborted } from '../base/errors.js';
import type { ModelSource } from './protocol.js';

/** The module has 2 GB of memory at most, and adopting a model takes its size four times. */
export const largestModelBytes = 448 * 1024 * 1024;

export async function readModel(source: ModelSource, signal: AbortSignal): Promise<Uint8Array> {
  if (source.kind === 'blob') checkSize(source.blob.size);
  const bytes = await readAll(source, signal);
  checkSize(bytes.byteLength);
  return bytes;
}

function checkSize(size: number): void {
  if (size <= largestModelBytes) return;
  const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  throw new EarshotError(
    'model-too-large',
    `This model is ${megabytes(size)} MB; a browser runs models up to ${megabytes(largestModelBytes)} MB. Use a smaller one.`,
  );
}

async function readAll(source: ModelSource, signal: AbortSignal): Promise<Uint8Array> {
  if (source.kind === 'bytes') return source.bytes;
  if (source.kind === 'blob') {
    try {
      return new Uint8Array(await source.blob.arrayBuffer());
    } catch (error) {
      throw new EarshotError('io', 'The model file could not be read. It may have been moved or changed since it was chosen.', {
        cause: error,
      });
    }
  }
  try {
    const response = await fetch(source.url, { signal });
    if (!response.ok) {
      throw new EarshotError('io', `The model could not be downloaded (HTTP ${response.status}). Check its address.`);
    }
    checkSize(Number(response.headers.get('content-length') ?? 0));
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof EarshotError) throw error;
    throw new EarshotError('io', 'The model could not be downloaded. Check its address and the connection.', { cause: error });
  }
}
