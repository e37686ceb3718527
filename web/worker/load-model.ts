// Model bytes -> a classifier: ours as they are, others adopted, and those with operators our engine lacks through ONNX
// Runtime, once that has been agreed to.
import { EarshotError, toEarshotError } from '../base/errors.js';
import type { Core, CoreClassifier, ExternalNetwork } from '../core/core.js';
import type { Adopter } from '../core/training-adopter.js';
import type { ModelInfo } from '../api/types.js';
import type { ModelRequest } from './protocol.js';

/** web/backends/ort.ts; fetching it fetches none of the engine. */
export type OnnxRuntime = {
  /** Bytes that the download takes; null when the server does not say. `url`: where the caller says the engine lies. */
  downloadSize(url: string | null): Promise<number | null>;
  /** `run` takes and gives plain values; rejects with `invalid-model` when the engine refuses the model. */
  openNetwork(model: Uint8Array, url: string | null): Promise<{ run: ExternalNetwork; dispose(): void }>;
};

export class LoadedModel {
  readonly classifier: CoreClassifier;
  /** The file with the description in it, for saving; null when it was an Earshot model already. */
  readonly adopted: Uint8Array | null;
  readonly info: ModelInfo;
  readonly #release: () => void;

  constructor(classifier: CoreClassifier, adopted: Uint8Array | null, runtime: 'earshot' | 'onnxruntime', release = (): void => {}) {
    this.classifier = classifier;
    this.adopted = adopted;
    this.info = { ...classifier.info, runtime, adopted: adopted !== null };
    this.#release = release;
  }

  dispose(): void {
    this.classifier.dispose();
    this.#release();
  }
}

/** What is fetched only when a model needs it. */
export type OnDemand = { adopter(): Promise<Adopter>; runtime(): Promise<OnnxRuntime> };

export async function loadModel(
  core: Core,
  bytes: Uint8Array,
  { input, onnxRuntime = 'never', onnxRuntimeUrl }: Pick<ModelRequest, 'input' | 'onnxRuntime' | 'onnxRuntimeUrl'>,
  onDemand: OnDemand,
): Promise<LoadedModel> {
  let refusal: unknown;
  try {
    return new LoadedModel(core.loadClassifier(bytes), null, 'earshot');
  } catch (error) {
    const { code } = toEarshotError(error);
    if (code !== 'invalid-model' && code !== 'unsupported-model') throw error;
    refusal = error;
  }
  // Perhaps somebody else's, or one of ours with operators for another engine.
  const adopter = await onDemand.adopter().catch(() => {
    throw refusal; // which stays true
  });
  const open = (model: Uint8Array, adopted: Uint8Array | null, reason: string): Promise<LoadedModel> => {
    const metadata = adopter.metadataOnly(model);
    return openExternal(core, model, { adopted, reason, metadata, allowed: onnxRuntime === 'allow', url: onnxRuntimeUrl ?? null }, onDemand);
  };
  const { foreign, ...outline } = adopter.outlineModel(bytes);
  if (!foreign) {
    const { code, message } = toEarshotError(refusal);
    if (code !== 'unsupported-model') throw refusal;
    return open(bytes, null, message);
  }
  if (!input) {
    throw new EarshotError('model-needs-input', 'This ONNX file does not say how it is fed with sound. Describe its input and its labels.', {
      // The guess is made where the outline arrives: web/api/.
      details: { guess: { outline, input: { features: {}, layout: [], labels: [] }, numLabels: null } },
    });
  }
  const adopted = adopter.adoptModel(bytes, input);
  if (adopted.runsHere) return new LoadedModel(core.loadClassifier(adopted.bytes), adopted.bytes, 'earshot');
  const reason = outline.quantised ? `This model is quantised, and Earshot's own engine runs float32. ${adopted.reason}` : adopted.reason;
  return open(adopted.bytes, adopted.bytes, reason);
}

type External = { adopted: Uint8Array | null; reason: string; metadata: Uint8Array; allowed: boolean; url: string | null };

async function openExternal(core: Core, bytes: Uint8Array, model: External, onDemand: OnDemand): Promise<LoadedModel> {
  const { adopted, reason, metadata, allowed, url } = model;
  const runtime = await onDemand.runtime().catch((error: unknown) => {
    throw new EarshotError('runtime-not-loaded', `${reason} ONNX Runtime, which could run it, cannot be reached. Check the connection.`, { cause: error });
  });
  if (!allowed) {
    const sizeBytes = await runtime.downloadSize(url);
    throw new EarshotError('model-needs-runtime', `${reason} ONNX Runtime can run it; it is downloaded once from this site.`, {
      details: { runtime: { sizeBytes, reason } },
    });
  }
  const network = await runtime.openNetwork(bytes, url);
  try {
    const classifier = core.loadExternalClassifier(metadata, bytes.byteLength, network.run);
    await classifier.probe();
    return new LoadedModel(classifier, adopted, 'onnxruntime', () => network.dispose());
  } catch (error) {
    network.dispose();
    throw error;
  }
}
