// What the store throws: a code that the page translates, and an English sentence.
import type { StoreErrorCode } from './protocol.js';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (name === 'QuotaExceededError' || /no space/i.test(message)) {
    return new StoreError('disk-full', 'There is no room left for this site on the disk. Delete a project, or free some space.', { cause: error });
  }
  if (name === 'ArchiveError') return new StoreError('archive', message, { cause: error });
  if (name === 'NotFoundError' || name === 'NotReadableError') {
    return new StoreError('file-gone', 'A file could not be read. It may have been moved or deleted since it was chosen.', { cause: error });
  }
  if (name === 'AbortError') return new StoreError('cancelled', 'Cancelled.', { cause: error });
  return new StoreError('store-failed', message, { cause: error });
}
