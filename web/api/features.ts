// Feature extraction by itself, in the worker: the same code that feeds every model.
import type { WorkerClient } from '../worker/client.js';
import { prepareInput } from './audio-input.js';
import { checkFunction, checkSignal } from './check.js';
import { connect } from './connection.js';
import type { AudioInput, FeatureConfig, FeatureMatrix, FeatureOptions } from './types.js';

/** A worker costs more to start than a clip to analyse, so it waits a while for the next one. */
const workerIdleMs = 10_000;

/**
 * Features of a clip, row-major [frames, coefficients]. `config`: fields of FeatureConfig (docs/features.md); missing
 * ones take their defaults.
 */
export async function extractFeatures(
  input: AudioInput,
  config: FeatureConfig = {},
  options: FeatureOptions = {},
): Promise<FeatureMatrix> {
  checkSignal(options.signal);
  checkFunction(options.onProgress, 'onProgress');
  const prepared = await prepareInput(input, options.signal);
  const request = { signal: options.signal, onProgress: options.onProgress };
  return withWorker(options, (client) =>
    prepared.kind === 'wav'
      ? client.request('features-wav', { file: prepared.file, config: JSON.stringify(config) }, { ...request, transfer: prepared.transfer })
      : client.request(
          'features',
          { channels: prepared.channels, sampleRate: prepared.sampleRate, config: JSON.stringify(config) },
          { ...request, transfer: prepared.transfer },
        ),
  );
}

let shared: { client: WorkerClient; users: number; timer: ReturnType<typeof setTimeout> | null } | null = null;

async function withWorker<T>(options: FeatureOptions, use: (client: WorkerClient) => Promise<T>): Promise<T> {
  const current = (shared ??= { client: connect(options), users: 0, timer: null });
  if (current.timer !== null) clearTimeout(current.timer);
  current.timer = null;
  current.users++;
  try {
    return await use(current.client);
  } finally {
    if (--current.users === 0) {
      // Without workers there is nothing to keep, and in Node a timer would keep the process.
      const idleMs = typeof Worker === 'undefined' ? 0 : workerIdleMs;
      current.timer = setTimeout(() => {
        current.client.dispose();
        if (shared === current) shared = null;
      }, idleMs);
    }
  }
}
