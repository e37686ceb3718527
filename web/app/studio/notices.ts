// The line above the view: what happened, and how to take it back.
import { toFailure } from '../../element/failure.js';
import { StoreError } from '../../store/errors.js';
import type { StoreErrorCode } from '../../store/protocol.js';
import type { StudioText } from './text/en.js';

export type Notice = { tone: 'error' | 'info'; text: string; detail?: string; /** Takes back what the notice tells of. */ undo?: () => unknown };

export type NoticesHost = {
  text(): StudioText;
  /** Sentences for the codes of the API. */
  sentence(code: string): string | null;
  changed(): void;
};

export class Notices {
  readonly #host: NoticesHost;
  notice: Notice | null = null;

  constructor(host: NoticesHost) {
    this.#host = host;
  }

  tell(tone: Notice['tone'], text: string): void {
    this.notice = { tone, text };
    this.#host.changed();
  }

  offerUndo(text: string, undo: () => unknown): void {
    this.notice = { tone: 'info', text, undo };
    this.#host.changed();
  }

  dismiss(): void {
    this.notice = null;
    this.#host.changed();
  }

  report(error: unknown): void {
    if (isQuiet(error)) return;
    const text = this.sentenceOf(error);
    const detail = detailOf(error);
    this.notice = { tone: 'error', text, ...(detail === text ? {} : { detail }) };
    this.#host.changed();
  }

  sentenceOf(error: unknown): string {
    if (error instanceof StoreError) return this.#host.text().storeErrors[error.code as StoreErrorCode];
    const { code, detail } = toFailure(error);
    const known = typeof error === 'object' && error !== null && 'code' in error ? this.#host.sentence(code) : null;
    return known ?? detail;
  }

  /** Runs it; what goes wrong is told, and the answer is null then. */
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.report(error);
      return null;
    } finally {
      this.#host.changed();
    }
  }
}

export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Somebody cancelled, or closed what it was for. */
export function isQuiet(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('name' in error && error.name === 'AbortError') || ('code' in error && (error.code === 'cancelled' || error.code === 'disposed'));
}
