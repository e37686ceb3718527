// In place of ort.ts in the page in one file: there is nowhere to fetch another engine from.
import { EarshotError } from '../base/errors.js';

export async function downloadSize(): Promise<null> {
  return null;
}

export async function openNetwork(): Promise<never> {
  throw new EarshotError('runtime-not-loaded', 'This page is a single file and cannot fetch ONNX Runtime. Open the model on the Earshot page.');
}
