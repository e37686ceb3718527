// The workloads of wasm/bench in the browser: features and networks as the native benchmark runs them, matrix products
// against the multiply-add peak of the same module, and how cost grows.
import { testClip } from './features.js';
import { benchModule, bytes, largestDifference, noise, onnxRuntime, usable } from './modules.js';
import { timeCalls } from './timing.js';

/** The test clip, for the native side. @param {{seconds: number, sampleRate: number}} options */
export function clipBytes({ seconds, sampleRate }) {
  const clip = testClip(seconds * sampleRate, sampleRate);
  const raw = new Uint8Array(clip.buffer);
  let text = '';
  for (let i = 0; i < raw.length; i += 0x8000) text += String.fromCharCode(...raw.subarray(i, i + 0x8000));
  return btoa(text);
}

/** @param {{config: any, seconds: number, runs: number}} options */
export async function features({ config, seconds, runs }) {
  const module = await benchModule();
  const length = seconds * config.sample_rate;
  const job = usable(module.makeFeatures(JSON.stringify(config), length));
  job.input().set(testClip(length, config.sample_rate));
  const { ms } = await timeCalls({ ms: (n) => job.run(n) }, { runs, stretches: 9 });
  const values = job.output();
  return { ms, frames: job.numFrames(), mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/** @param {{model: string, batch: number, runs: number}} options */
export async function network({ model, batch, runs }) {
  const module = await benchModule();
  const inference = usable(module.makeInference(await bytes(model), batch));
  inference.fillInput();
  const { ms } = await timeCalls({ ms: (n) => inference.run(n) }, { runs, stretches: 9 });
  return { ms, score: inference.output()[0] };
}

/**
 * Our engine and ONNX Runtime Web on one model: samples in, scores out, both through JavaScript.
 * @param {{model: string, runs: number}} options
 */
export async function inference({ model, runs }) {
  const module = await benchModule();
  const file = await bytes(model);
  const ours = usable(module.makeInference(file, 1));
  const input = noise(ours.input().length);
  const ort = await onnxRuntime();
  const session = await ort.InferenceSession.create(file);
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  const declared = session.inputMetadata[0].shape;
  const dims = [1, ...declared.slice(1).map(Number)];
  let scores = new Float32Array();
  let theirs = new Float32Array();
  const runOurs = (/** @type {number} */ calls) => {
    for (let i = 0; i < calls; i++) {
      ours.input().set(input);
      ours.run(1);
      scores = ours.output();
    }
  };
  const runTheirs = async (/** @type {number} */ calls) => {
    for (let i = 0; i < calls; i++) {
      const outputs = await session.run({ [inputName]: new ort.Tensor('float32', input, dims) });
      theirs = outputs[outputName].data;
    }
  };
  runOurs(1);
  await runTheirs(1);
  const check = { largestDifference: largestDifference(scores, theirs), classes: scores.length };
  return { ...(await timeCalls({ ours: runOurs, peer: runTheirs }, { runs })), check };
}

/** @param {{shapes: [number, number, number][], runs: number}} options */
export async function product({ shapes, runs }) {
  const module = await benchModule();
  const rounds = 1 << 16;
  const rows = [];
  for (const [m, n, k] of shapes) {
    const work = module.makeProduct(m, n, k);
    work.run(1);
    const error = work.largestError();
    let sum = 0;
    const times = await timeCalls({
      product: (calls) => work.run(calls),
      peak: (calls) => { for (let i = 0; i < calls; i++) sum += module.peakRounds(rounds); },
    }, { runs });
    const rate = (/** @type {number} */ operations) => (/** @type {number} */ ms) => operations / ms / 1e6;
    rows.push({ shape: [m, n, k], product: times.product.map(rate(work.operations())), peak: times.peak.map(rate(module.peakOperations(rounds))), error, sum });
    work.delete();
  }
  return rows;
}

/** Milliseconds by batch, or by model. @param {{models: string[], batches: number[], training: boolean, runs: number}} options */
export async function growth({ models, batches, training, runs }) {
  const module = await benchModule();
  const rows = [];
  for (const model of models) {
    const file = await bytes(model);
    for (const batch of batches) {
      const work = usable((training ? module.makeTraining : module.makeInference)(file, batch));
      work.input().set(noise(work.input().length));
      if (training) oneHot(work.targets(), batch);
      const { ms } = await timeCalls({ ms: (n) => (training ? work.step(n) : work.run(n)) }, { runs, stretches: 5 });
      const parameters = training ? work.parameters().reduce((sum, { values }) => sum + values.length, 0) : null;
      work.delete();
      rows.push({ model, batch, ms, parameters });
    }
  }
  return rows;
}

/** Example i has class i. @param {Float32Array} targets @param {number} batch */
export function oneHot(targets, batch) {
  const classes = targets.length / batch;
  targets.fill(0);
  for (let i = 0; i < batch; i++) targets[i * classes + (i % classes)] = 1;
}
