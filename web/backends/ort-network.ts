// A model in ONNX Runtime Web, however that was loaded.
import { EarshotError } from '../base/errors.js';

export type Ort = typeof import('onnxruntime-web/wasm');

type Features = { frames: number; coefficients: number; values: Float32Array };
export type Network = { run(features: Features): Promise<Float32Array>; dispose(): void };

/** A model of one input [1, frames, coefficients] and one output of scores. */
export async function networkIn(ort: Ort, model: Uint8Array): Promise<Network> {
  // Threads need shared memory, which only an isolated page has.
  if (!globalThis.crossOriginIsolated) ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  let session: Awaited<ReturnType<typeof ort.InferenceSession.create>>;
  try {
    session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  } catch (error) {
    throw refused('ONNX Runtime does not take this model', error);
  }
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  return {
    async run({ frames, coefficients, values }) {
      try {
        const results = await session.run({ [input]: new ort.Tensor('float32', values, [1, frames, coefficients]) });
        const data = results[output]?.data;
        if (!(data instanceof Float32Array)) throw new Error('its output is not float32');
        return data;
      } catch (error) {
        throw refused('ONNX Runtime cannot run this model on such features', error);
      }
    },
    dispose() {
      void session.release();
    },
  };
}

/** Bytes of a file, as the server sends them; null when it does not say. */
export async function sizeOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { method: 'HEAD' });
    const size = Number(response.headers.get('content-length') ?? 0);
    return response.ok && size > 0 ? size : null;
  } catch {
    return null;
  }
}

export function notLoaded(cause: unknown): EarshotError {
  return new EarshotError('runtime-not-loaded', 'ONNX Runtime could not be downloaded. Check the connection and try again.', { cause });
}

function refused(what: string, error: unknown): EarshotError {
  const detail = error instanceof Error ? error.message : String(error);
  return new EarshotError('invalid-model', `${what}: ${detail}`, { cause: error });
}
