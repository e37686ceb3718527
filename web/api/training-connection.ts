// As connection.ts, for training: a file of its own, so that a page which only classifies holds nothing of it.
import type { WorkerClient } from '../worker/client.js';
import { compileTraining, startTrainingWorker } from '../worker/connect-training.js';
import { clientOf } from './connection.js';
import type { CoreOptions } from './types.js';

export function connectTraining(options: CoreOptions): WorkerClient {
  return clientOf(options, 'earshot-train.wasm', startTrainingWorker, 'trainer', compileTraining && { compile: compileTraining });
}
