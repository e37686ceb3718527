// In place of ort.ts in the npm package, which does not carry ONNX Runtime: 14 MB in every installation. It is taken from the
// address that the caller names, or in Node from the package onnxruntime-web where that is installed.
import { networkIn, notLoaded, sizeOf, type Network, type Ort } from './ort-network.js';
import { EarshotError } from '../base/errors.js';

const isNode = 'process' in globalThis && !('location' in globalThis);

export async function downloadSize(url: string | null): Promise<number | null> {
  return url === null ? null : sizeOf(new URL('ort-wasm-simd-threaded.wasm', url).href);
}

export async function openNetwork(model: Uint8Array, url: string | null): Promise<Network> {
  const script = url ?? (isNode ? 'onnxruntime-web/wasm' : null);
  if (script === null) {
    throw new EarshotError(
      'runtime-not-loaded',
      'This model needs ONNX Runtime, which the npm package does not carry. Put ort.wasm.bundle.min.mjs and ort-wasm-simd-threaded.wasm of onnxruntime-web on your site and name the first as onnxRuntimeUrl.',
    );
  }
  let ort: Ort;
  try {
    ort = (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ script)) as Ort;
  } catch (error) {
    if (url !== null) throw notLoaded(error);
    throw new EarshotError('runtime-not-loaded', 'This model needs ONNX Runtime. Install the package onnxruntime-web beside earshot.', { cause: error });
  }
  return networkIn(ort, model);
}
