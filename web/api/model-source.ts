// Whatever a caller names a model by, as what the worker takes.
import type { ModelSource } from '../worker/protocol.js';
import { describe, invalidArgument } from './check.js';
import type { ModelInput } from './types.js';

export function toModelSource(source: ModelInput): ModelSource {
  if (typeof source === 'string' || source instanceof URL) return { kind: 'url', url: absolute(source) };
  if (typeof Blob !== 'undefined' && source instanceof Blob) return { kind: 'blob', blob: source };
  // Copied, because a crashed worker's successor needs them again and the caller may reuse the buffer.
  if (source instanceof ArrayBuffer) return { kind: 'bytes', bytes: new Uint8Array(source.slice(0)) };
  if (source instanceof Uint8Array) return { kind: 'bytes', bytes: source.slice() };
  throw invalidArgument(`source must be a URL, a File, a Blob, an ArrayBuffer or a Uint8Array; it is ${describe(source)}.`);
}

/** Relative to the page: the worker lives elsewhere. */
export function absolute(url: string | URL): string {
  const base = typeof document === 'undefined' ? undefined : document.baseURI;
  try {
    return new URL(url, base).href;
  } catch {
    throw invalidArgument(`The address ${describe(String(url))} is not a valid URL.`);
  }
}
