// Fetches a model's bytes from where the page says it is.
import { EarshotError, throwIfAborted } from '../base/errors.js';
import type { ModelSource } from './protocol.js';

export async function readModel(source: ModelSource, signal: AbortSignal): Promise<Uint8Array> {
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
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof EarshotError) throw error;
    throw new EarshotError('io', 'The model could not be downloaded. Check its address and the connection.', { cause: error });
  }
}
