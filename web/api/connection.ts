// One worker with a module in it, from the options that every entry of the API shares.
import { type ClientOptions, WorkerClient, type WorkerLike } from '../worker/client.js';
import { compile, compileTraining, startWorker } from '../worker/connect.js';
import { absolute } from './model-source.js';
import type { CoreOptions } from './types.js';

/** Its worker has started, and no classifier has taken it yet. */
let spare: { folder: string | null; client: WorkerClient } | null = null;

export function connect(options: CoreOptions): WorkerClient {
  if (spare && !options.wasmBinary && spare.folder === folderOf(options.assetBase)) {
    const { client } = spare;
    spare = null;
    return client;
  }
  const training = compileTraining;
  return clientOf(options, 'earshot.wasm', startWorker, 'classifier', {
    ...(compile && { compile }),
    ...(training && { compileTraining: () => training(urlOf('earshot-train.wasm', options.assetBase)) }),
  });
}

/** One worker waits at most, the engine of another folder is compiled alone; where there are no workers, there is nothing to begin. */
export function preload(options: Pick<CoreOptions, 'assetBase'>): void {
  if (!compile) return;
  if (spare) return void compile(urlOf('earshot.wasm', options.assetBase));
  const client = connect(options);
  spare = { folder: folderOf(options.assetBase), client };
  client.start();
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
