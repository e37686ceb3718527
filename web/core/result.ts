// Results of the module: values come out, errors are thrown as EarshotError.
import type { Result } from './module-types.js';
import { EarshotError, isErrorCode } from '../base/errors.js';

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new EarshotError(isErrorCode(result.code) ? result.code : 'internal', result.message);
}

/** True for what leaves the module in an unknown state: a trap, an exhausted stack, a failed internal check. */
export function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}
