// Anything thrown, as what the element shows: a code to translate and the thrower's own sentence.
import { isErrorCode } from '../api/errors.js';
import type { Failure } from './state.js';

export function toFailure(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && isErrorCode(error.code)) return { code: error.code, detail };
    if ('name' in error && error.name === 'AbortError') return { code: 'cancelled', detail };
  }
  return { code: 'internal', detail };
}

export function isCancelled(error: unknown): boolean {
  return toFailure(error).code === 'cancelled';
}
