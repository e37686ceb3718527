// One worker with the module in it, from the options that every entry of the API shares.
import { WorkerClient } from '../worker/client.js';
import { startWorker } from '../worker/connect.js';
import { absolute } from './model-source.js';
import type { CoreOptions } from './types.js';

export function connect({ assetBase, wasmBinary }: CoreOptions): WorkerClient {
  return new WorkerClient({
    startWorker,
    wasmUrl: assetBase === undefined ? null : new URL('earshot.wasm', withSlash(absolute(assetBase))).href,
    wasmBinary: wasmBinary ?? null,
  });
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
