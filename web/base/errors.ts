// The one error type of the package. `code` is stable and meant for branching and for translating;
// `message` is an English sentence that says what happened and what to do.
import type { ErrorCode, ErrorDetails } from '../api/types.js';

const knownCodes: Record<ErrorCode, true> = {
  'invalid-argument': true,
  'unsupported-format': true,
  'malformed-file': true,
  'empty-clip': true,
  'invalid-model': true,
  'unsupported-model': true,
  'self-test-failed': true,
  'invalid-config': true,
  'invalid-data': true,
  io: true,
  cancelled: true,
  internal: true,
  'model-needs-input': true,
  'model-needs-runtime': true,
  'runtime-not-loaded': true,
  'model-too-large': true,
  'worker-crashed': true,
  disposed: true,
  'core-not-loaded': true,
  'decode-failed': true,
  'microphone-denied': true,
  'microphone-dismissed': true,
  'microphone-missing': true,
  'microphone-in-use': true,
  'microphone-insecure': true,
  'microphone-unavailable': true,
};

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(knownCodes, value);
}

export class EarshotError extends Error {
  override readonly name = 'EarshotError';
  readonly code: ErrorCode;
  /** What a caller needs to go on, with some codes. */
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, { details = {}, ...options }: ErrorOptions & { details?: ErrorDetails } = {}) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** What an error is on a message port: structured clone keeps neither a subclass nor its fields. */
export type ErrorMessage = { code: ErrorCode; message: string; details?: ErrorDetails };

export function toErrorMessage(error: unknown): ErrorMessage {
  const { code, message, details } = toEarshotError(error);
  return { code, message, ...(Object.keys(details).length > 0 && { details }) };
}

export function fromErrorMessage({ code, message, details }: ErrorMessage): EarshotError {
  return new EarshotError(isErrorCode(code) ? code : 'internal', message, details && { details });
}

/** Anything thrown, as an EarshotError; `code` is what an unknown error becomes. */
export function toEarshotError(error: unknown, code: ErrorCode = 'internal'): EarshotError {
  if (error instanceof EarshotError) return error;
  if (isAbort(error)) return cancelled(error);
  const message = error instanceof Error ? error.message : String(error);
  return new EarshotError(code, message, { cause: error });
}

export function cancelled(cause?: unknown): EarshotError {
  return new EarshotError('cancelled', 'Cancelled.', { cause });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal.reason);
}

function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
