// One worker with a module in it, from the options that every entry of the API shares.
import { type ClientOptions, WorkerClient, type WorkerLike } from '../worker/client.js';
import { compile, startWorker } from '../worker/connect.js';
import { absolute } from './model-source.js';
import type { CoreOptions } from './types.js';

export function connect(options: CoreOptions): WorkerClient {
  return clientOf(options, 'earshot.wasm', startWorker, 'classifier', compile);
}

export function preload({ assetBase }: Pick<CoreOptions, 'assetBase'>): void {
  void compile?.(urlOf('earshot.wasm', assetBase));
}

export function clientOf(
  { assetBase, wasmBinary }: CoreOptions,
  file: string,
  start: (assetBase: string | null) => WorkerLike,
  subject: string,
  compileHere?: ClientOptions['compile'],
): WorkerClient {
  return new WorkerClient({
    ...(compileHere && { compile: compileHere }),
    startWorker: () => start(folderOf(assetBase)),
    wasmUrl: urlOf(file, assetBase),
    wasmBinary: wasmBinary ?? null,
    subject,
  });
}

/** Null: beside the script. */
function urlOf(file: string, assetBase: CoreOptions['assetBase']): string | null {
  const folder = folderOf(assetBase);
  return folder === null ? null : new URL(file, folder).href;
}

function folderOf(assetBase: CoreOptions['assetBase']): string | null {
  if (assetBase === undefined) return null;
  const folder = absolute(assetBase);
  return folder.endsWith('/') ? folder : `${folder}/`;
}
