// In place of backends/ort.ts: the package carries one engine. 14 MB for models of others would be in every installation.
import { EarshotError } from '../base/errors.js';

export async function downloadSize(): Promise<null> {
  return null;
}

export async function openNetwork(): Promise<never> {
  throw new EarshotError(
    'runtime-not-loaded',
    'This model needs ONNX Runtime, which the npm package does not carry. Open it on an Earshot page, or run it with onnxruntime-web.',
  );
}
