// Every model that ships, and the core in Node to run it with.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Core } from '../../web/core/core.js';

export const root = join(import.meta.dirname, '..', '..');

export type ModelFile = { name: string; path: string };

export function shippedModels(): ModelFile[] {
  const folder = join(root, 'models');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => ({ name, path: join(folder, name, `${name}.onnx`) })).filter(({ path }) => existsSync(path));
}

export function loadCore(): Promise<Core> {
  return Core.load({ wasmBinary: readFileSync(join(root, 'web', 'core', 'generated', 'earshot.wasm')) });
}
