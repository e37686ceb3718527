// What the bundler leaves to do: the list of what works without a connection, brotli copies beside everything worth
// compressing, and the headers for hosts that read a `_headers` file.
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

import { headersFile } from './headers.mjs';

const compress = promisify(brotliCompress);
const compressible = new Set(['.css', '.html', '.js', '.json', '.md', '.mjs', '.onnx', '.svg', '.txt', '.wasm', '.webmanifest']);
const worthwhile = 0.95; // a copy that saves less than a twentieth is not kept
/** Megabytes that few models need; the service worker keeps them once they were. */
const onnxRuntime = /^assets\/(ort\.|ort-wasm)/;
const large = 4 << 20; // bytes; beyond this the best quality takes seconds for the last percent

/** @param {Uint8Array} bytes */
export function brotli(bytes) {
  return compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > large ? 9 : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/**
 * Every file below a folder, as paths relative to it with forward slashes.
 * @param {string} folder
 * @param {string} [prefix]
 * @returns {Promise<string[]>}
 */
export async function filesBelow(folder, prefix = '') {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = entries.map((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
  return (await Promise.all(nested)).flat().sort();
}

/**
 * offline.json: all files but the models, of which only the first is kept unasked, and ONNX Runtime. The service worker gets a hash of
 * everything as its version.
 * @param {string} folder
 */
async function listForOffline(folder) {
  const worker = join(folder, 'service-worker.js');
  const { models } = JSON.parse(await readFile(join(folder, 'models', 'index.json'), 'utf8'));
  const first = models[0] ? `models/${models[0].file}` : '';
  const files = (await filesBelow(folder)).filter((path) => path !== 'service-worker.js' && !onnxRuntime.test(path) && (!path.startsWith('models/files/') || path === first));
  const hash = createHash('sha256');
  for (const path of files) hash.update(path).update(await readFile(join(folder, path)));
  const code = await readFile(worker, 'utf8');
  hash.update(code);
  if (!code.includes('__EARSHOT_VERSION__')) throw new Error('The service worker has no place for its version.');
  await writeFile(worker, code.replace('__EARSHOT_VERSION__', hash.digest('hex').slice(0, 16)));
  await writeFile(join(folder, 'offline.json'), JSON.stringify({ files }));
}

/** @param {string} folder */
export async function finishDist(folder) {
  await listForOffline(folder);
  const paths = (await filesBelow(folder)).filter((path) => compressible.has(extname(path)));
  await Promise.all(paths.map(async (path) => {
    const bytes = await readFile(join(folder, path));
    const small = await brotli(bytes);
    if (small.length < worthwhile * bytes.length) await writeFile(join(folder, `${path}.br`), small);
  }));
  await writeFile(join(folder, '_headers'), headersFile());
}
