// One worker with a module in it, from the options that every entry of the API shares.
import { type ClientOptions, WorkerClient, type WorkerLike } from '../worker/client.js';
import { compile, compileTraining, startWorker } from '../worker/connect.js';
import { absolute } from './model-source.js';
import type { CoreOptions } from './types.js';

export function connect(options: CoreOptions): WorkerClient {
  const training = compileTraining;
  return clientOf(options, 'earshot.wasm', startWorker, 'classifier', {
    ...(compile && { compile }),
    ...(training && { compileTraining: () => training(urlOf('earshot-train.wasm', options.assetBase)) }),
  });
}

export function preload({ assetBase }: Pick<CoreOptions, 'assetBase'>): void {
  void compile?.(urlOf('earshot.wasm', assetBase));
}

export function clientOf(
  { assetBase, wasmBinary }: CoreOptions,
  file: string,
  start: (assetBase: string | null) => WorkerLike,
  subject: string,
  compilers: Pick<ClientOptions, 'compile' | 'compileTraining'> = {},
): WorkerClient {
  return new WorkerClient({
    ...compilers,
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
