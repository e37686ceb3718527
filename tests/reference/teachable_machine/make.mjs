// Makes the exports in this folder and what TensorFlow.js says of them. Each folder has the three files of a Teachable
// Machine audio project (of the same form, with fewer filters and random weights) and expected.json: the scores for
// spectrograms in dB that the test makes again by the same generator.
//
//   cd bench && npm ci && cd .. && node tests/reference/teachable_machine/make.mjs
//
// transfer   a Sequential of a base and a head, each Sequential: 43 frames of 232 bins, float32, one file of weights
// functional the same layers as the library saves them: a chain of a functional model whose last layer is a Sequential
// variety    every other layer that can be converted, weights of 8 and 16 bits in two files
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const require = createRequire(join(here, '..', '..', '..', 'bench', 'package.json'));
const tf = require('@tensorflow/tfjs');
await tf.setBackend('cpu');

/** Numbers from 0 to 1: Numerical Recipes' linear congruential generator. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A spectrogram as an AnalyserNode gives it: dB between -110 and -30, the same for 4 bins, 8, 12 ... of each seed. */
function spectrogram(seed, shape) {
  const next = generator(seed);
  let level = 0;
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    if (i % (4 * seed) === 0) level = -110 + 80 * next();
    return level;
  });
  return tf.tensor(values, [1, ...shape]);
}

/** normalize() of speech-commands/src/browser_fft_utils.ts, from its description. */
function normalize(x) {
  const { mean, variance } = tf.moments(x);
  return x.sub(mean).div(variance.sqrt().add(tf.backend().epsilon()));
}

/** Weights wide enough that scores differ from class to class; variances stay positive. */
function randomize(model, seed) {
  const next = generator(seed);
  model.setWeights(model.weights.map(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const fanIn = shape.length > 1 ? size / shape.at(-1) : 1;
    const value = name.includes('variance') ? () => 0.5 + next() : () => (next() - 0.5) * 4 * Math.sqrt(2 / fanIn);
    return tf.tensor(Float32Array.from({ length: size }, value), shape);
  }));
}

const conv = (options) => tf.layers.conv2d({ activation: 'relu', ...options });

function base(inputShape) {
  return [
    conv({ name: 'conv2d_1', inputShape, filters: 4, kernelSize: [2, 8] }),
    tf.layers.maxPooling2d({ name: 'max_pooling2d_1', poolSize: [2, 2], strides: [2, 2] }),
    conv({ name: 'conv2d_2', filters: 6, kernelSize: [2, 4] }),
    tf.layers.maxPooling2d({ name: 'max_pooling2d_2', poolSize: [2, 2], strides: [2, 2] }),
    conv({ name: 'conv2d_3', filters: 6, kernelSize: [2, 4] }),
    tf.layers.maxPooling2d({ name: 'max_pooling2d_3', poolSize: [2, 2], strides: [2, 2] }),
    conv({ name: 'conv2d_4', filters: 6, kernelSize: [2, 4] }),
    tf.layers.maxPooling2d({ name: 'max_pooling2d_4', poolSize: [2, 2], strides: [1, 2] }),
    tf.layers.flatten({ name: 'flatten_1' }),
    tf.layers.dense({ name: 'dense_1', units: 24, activation: 'relu' }),
    tf.layers.dropout({ name: 'dropout_1', rate: 0.25 }),
  ];
}

const head = (inputShape, units) =>
  tf.sequential({ name: 'head', layers: [tf.layers.dense({ name: 'NewHeadDense', inputShape, units, activation: 'softmax' })] });

function transfer() {
  return tf.sequential({ name: 'transfer', layers: [tf.sequential({ name: 'base', layers: base([43, 232, 1]) }), head([24], 3)] });
}

function functional() {
  const input = tf.input({ name: 'conv2d_1_input', shape: [43, 232, 1] });
  let x = input;
  for (const layer of base(undefined)) x = layer.apply(x);
  return tf.model({ name: 'functional', inputs: input, outputs: head([24], 3).apply(x) });
}

function variety() {
  return tf.sequential({
    name: 'variety',
    layers: [
      tf.layers.inputLayer({ name: 'input_1', inputShape: [9, 20, 1] }),
      tf.layers.conv2d({ name: 'conv_same', filters: 3, kernelSize: [3, 4], strides: [1, 2], padding: 'same', useBias: false }),
      tf.layers.batchNormalization({ name: 'norm_1', epsilon: 0.01 }),
      tf.layers.activation({ name: 'activation_1', activation: 'relu6' }),
      tf.layers.averagePooling2d({ name: 'average_1', poolSize: [2, 3], strides: [2, 2], padding: 'same' }),
      tf.layers.conv2d({ name: 'conv_dilated', filters: 4, kernelSize: 2, dilationRate: [1, 2], activation: 'elu' }),
      tf.layers.reshape({ name: 'reshape_1', targetShape: [6, -1, 2] }),
      tf.layers.conv2d({ name: 'conv_after', filters: 5, kernelSize: [2, 1], activation: 'tanh' }),
      tf.layers.globalAveragePooling2d({ name: 'global_1' }),
      tf.layers.batchNormalization({ name: 'norm_2', scale: false, center: false }),
      tf.layers.dense({ name: 'dense_a', units: 7, activation: 'hardSigmoid' }),
      tf.layers.dense({ name: 'dense_b', units: 2, activation: 'sigmoid', useBias: false }),
    ],
  });
}

async function artifactsOf(model) {
  let found;
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    found = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  }));
  return found;
}

/** The weights as one group of a manifest, each in float32. */
function plain({ weightSpecs, weightData }) {
  return { specs: weightSpecs.map(({ name, shape, dtype }) => ({ name, shape, dtype })), data: Buffer.from(weightData) };
}

/** The same in 8 or 16 bits, in turn, as tensorflowjs_converter quantizes them. */
function quantized({ weightSpecs, weightData }) {
  let at = 0;
  const parts = [];
  const specs = weightSpecs.map(({ name, shape, dtype }, i) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(weightData.slice(at, at + 4 * size));
    at += 4 * size;
    const levels = i % 2 === 0 ? 255 : 65535;
    const min = Math.min(...values);
    const scale = (Math.max(...values) - min) / levels || 1;
    const codes = (levels === 255 ? Uint8Array : Uint16Array).from(values, (value) => Math.round((value - min) / scale));
    parts.push(Buffer.from(codes.buffer));
    return { name, shape, dtype, quantization: { dtype: levels === 255 ? 'uint8' : 'uint16', min, scale } };
  });
  return { specs, data: Buffer.concat(parts) };
}

async function write(folder, model, labels, { quantize = false, shards = ['weights.bin'] } = {}) {
  randomize(model, 20);
  const artifacts = await artifactsOf(model);
  const { specs, data } = quantize ? quantized(artifacts) : plain(artifacts);
  const out = join(here, folder);
  mkdirSync(out, { recursive: true });
  const manifest = [{ paths: shards.map((name) => `./${name}`), weights: specs }];
  const topology = typeof artifacts.modelTopology === 'string' ? JSON.parse(artifacts.modelTopology) : artifacts.modelTopology;
  const modelJson = { modelTopology: topology, weightsManifest: manifest };
  writeFileSync(join(out, 'model.json'), JSON.stringify(modelJson));
  const length = Math.ceil(data.length / shards.length);
  shards.forEach((name, i) => writeFileSync(join(out, name), data.subarray(i * length, (i + 1) * length)));
  const metadata = { tfjsSpeechCommandsVersion: '0.4.0', modelName: 'TMv2', timeStamp: '2024-05-06T07:08:09.000Z', wordLabels: labels };
  writeFileSync(join(out, 'metadata.json'), JSON.stringify(metadata));

  // What is expected comes from the files as written, read by TensorFlow.js.
  const weightData = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const read = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: topology, weightSpecs: specs, weightData }));
  const shape = read.inputs[0].shape.slice(1);
  const cases = [1, 2, 3].map((seed) => ({ seed, scores: [...read.predict(normalize(spectrogram(seed, shape))).dataSync()] }));
  writeFileSync(join(out, 'expected.json'), `${JSON.stringify({ frames: shape[0], bins: shape[1], cases }, null, 1)}\n`);
  console.log(folder, data.length, cases.map(({ scores }) => scores.map((score) => score.toFixed(3)).join(' ')).join(' | '));
}

const labels = ['Background Noise', 'Clap', 'Whistle'];
await write('transfer', transfer(), labels);
await write('functional', functional(), labels);
await write('variety', variety(), ['yes', 'no'], { quantize: true, shards: ['group1-shard1of2.bin', 'group1-shard2of2.bin'] });
