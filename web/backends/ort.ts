// ONNX Runtime Web, the engine for models with operators ours lacks: its WebAssembly build alone, from the page's own
// origin, and on one thread unless the page is isolated. Importing this file loads none of it.
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { networkIn, notLoaded, sizeOf, type Network, type Ort } from './ort-network.js';

export const downloadSize = (): Promise<number | null> => sizeOf(wasmUrl);

export async function openNetwork(model: Uint8Array): Promise<Network> {
  return networkIn(await loadRuntime(), model);
}

async function loadRuntime(): Promise<Ort> {
  try {
    const ort = await import('onnxruntime-web/wasm');
    ort.env.wasm.wasmPaths = { wasm: wasmUrl };
    return ort;
  } catch (error) {
    throw notLoaded(error);
  }
}
