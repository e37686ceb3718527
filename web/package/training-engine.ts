// The second module's program, for the training worker and for models of others in the classifying one.
import { compileEngine } from './engine.js';

export function compileTraining(url: string | null): Promise<WebAssembly.Module | null> {
  return url === null
    ? compileEngine(new URL('./earshot-train.wasm', import.meta.url), async () => (await import('earshot:training-engine-text')).default)
    : compileEngine(url, null);
}
