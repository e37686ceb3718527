// `npm start`: installs what is missing, builds what has changed, serves the page on this machine.
import { join } from 'node:path';

import { buildAndSay } from './build.mjs';
import { formatSeconds, root } from './lib/process.mjs';
import { serveAndSay } from './serve.mjs';
import { setUp } from './setup.mjs';

const started = performance.now();
if (!(await setUp(['core'])) || !(await buildAndSay(['wasm', 'page']))) process.exit(1);
try {
  await serveAndSay(join(root, 'dist'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
console.log(`ready after ${formatSeconds((performance.now() - started) / 1000)}`);
