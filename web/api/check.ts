// Argument checks that name the argument.
import { EarshotError } from '../base/errors.js';

export function invalidArgument(message: string): EarshotError {
  return new EarshotError('invalid-argument', message);
}

/** Undefined passes: the caller's default applies. */
export function checkNumber(
  value: number | undefined,
  name: string,
  { min = -Infinity, max = Infinity, integer = false }: { min?: number; max?: number; integer?: boolean },
): void {
  if (value === undefined) return;
  const kind = integer ? 'a whole number' : 'a number';
  const range = max === Infinity ? `at least ${min}` : `between ${min} and ${max}`;
  if (typeof value !== 'number' || !(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
    throw invalidArgument(`${name} must be ${kind} ${range}; it is ${describe(value)}.`);
  }
}

export function checkSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgument(`signal must be an AbortSignal; it is ${describe(signal)}.`);
  }
}

export function checkFunction(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== 'function') {
    throw invalidArgument(`${name} must be a function; it is ${describe(value)}.`);
  }
}

export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'undefined') return String(value);
  if (typeof value === 'string') return `"${value.slice(0, 40)}"`;
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : `a ${typeof value}`;
}
