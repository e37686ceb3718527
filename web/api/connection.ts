// One worker with a module in it, from the options that every entry of the API shares.
import { WorkerClient, type WorkerLike } from '../worker/client.js';
import { startWorker } from '../worker/connect.js';
import { absolute } from './model-source.js';
import type { CoreOptions } from './types.js';

export function connect(options: CoreOptions): WorkerClient {
  return clientOf(options, 'earshot.wasm', startWorker, 'classifier');
}

export function clientOf({ assetBase, wasmBinary }: CoreOptions, file: string, start: () => WorkerLike, subject: string): WorkerClient {
  return new WorkerClient({
    startWorker: start,
    wasmUrl: assetBase === undefined ? null : new URL(file, withSlash(absolute(assetBase))).href,
    wasmBinary: wasmBinary ?? null,
    subject,
  });
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
