// Models of others: what an ONNX file says of itself, and its adoption. Fetched with the training module, in which it is, when
// a file turns out not to be an Earshot model.
import type { ForeignInput, ModelOutline } from '../api/types.js';
import { type CoreSource, instantiateModule } from './instantiate.js';
import { stageBytes } from './jobs.js';
import { unwrap } from './result.js';
import type { AdoptionModule } from './training-module-types.js';

const files = {
  url: (): string => new URL('./generated/earshot-train.wasm', import.meta.url).href,
  glue: () => import('./generated/earshot-train.mjs'),
};

export class Adopter {
  readonly #module: AdoptionModule;

  private constructor(module: AdoptionModule) {
    this.#module = module;
  }

  static async load(source: CoreSource = {}): Promise<Adopter> {
    return new Adopter(await instantiateModule<AdoptionModule>(source, files));
  }

  /** `foreign`: without Earshot's labels and features. */
  outlineModel(model: Uint8Array): ModelOutline & { foreign: boolean } {
    stageBytes(this.#module, model);
    return JSON.parse(unwrap(this.#module.outline_model())) as ModelOutline & { foreign: boolean };
  }

  /** The file with an adapter and Earshot's metadata in it, and whether our engine runs it. */
  adoptModel(model: Uint8Array, input: ForeignInput): { bytes: Uint8Array; runsHere: boolean; reason: string } {
    stageBytes(this.#module, model);
    return unwrap(this.#module.adopt_model(JSON.stringify(input)));
  }

  metadataOnly(model: Uint8Array): Uint8Array {
    stageBytes(this.#module, model);
    return unwrap(this.#module.metadata_only());
  }
}
