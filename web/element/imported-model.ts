// A model made of another program's files. What it came from is loaded with the import, not with the page; the bytes are
// kept, so that the model can be saved.
import type { ModelMaker } from './session.js';

export class ImportedModel {
  readonly #parts: readonly File[];
  /** The model file, once it is made. */
  bytes: Uint8Array | null = null;

  constructor(parts: readonly File[]) {
    this.#parts = parts;
  }

  readonly make: ModelMaker = async (options) => {
    const { importTeachableMachine } = await import('../api/teachable-machine.js');
    this.bytes = await importTeachableMachine(this.#parts, options);
    return this.bytes;
  };
}
