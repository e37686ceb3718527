// One training step: ours, and TensorFlow.js on the same network from the same weights with the same batch.
import { benchModule, bytes, noise, usable } from './modules.js';
import { timeCalls } from './timing.js';
import { oneHot } from './workloads.js';

const learningRate = 1e-3;

async function script(url) {
  await new Promise((loaded, failed) => {
    const element = document.createElement('script');
    Object.assign(element, { src: url, onload: loaded, onerror: () => failed(new Error(`${url} cannot be loaded.`)) });
    document.head.append(element);
  });
}

// --- weights: ONNX's layouts, channels first -> Keras' layouts, channels last --------------------------------------

/** [out, in, spatial...] -> [spatial..., in, out] */
function convKernel(tf, { values }, [out, inputs, ...window]) {
  return tf.tidy(() => tf.transpose(tf.tensor(values, [out, inputs, ...window]), [...window.map((_, i) => i + 2), 1, 0]));
}

/** Rows of a flattened [channels, height, width] -> rows of a flattened [height, width, channels]. */
function flattenedKernel(tf, { values }, [channels, height, width], units) {
  return tf.tidy(() => tf.reshape(tf.transpose(tf.tensor(values, [channels, height, width, units]), [1, 2, 0, 3]), [-1, units]));
}

/** Gates i o f c in rows -> i f c o in columns. */
function gates(tf, { values }, columns, units) {
  return tf.tidy(() => {
    const [i, o, f, c] = tf.split(tf.tensor(values, [4 * units, columns]), 4);
    return tf.transpose(tf.concat([i, f, c, o]));
  });
}
function gateBias(tf, { values }, units) {
  return tf.tidy(() => {
    const [i, o, f, c] = tf.split(tf.tensor(values), 4);
    return tf.concat([i, f, c, o]);
  });
}

// --- the networks ---------------------------------------------------------------------------------------------------

/** By name of the model: its layers in TensorFlow.js, and its weights from ours by name, in the layers' order. */
const networks = {
  'bench-conv2d': {
    input: [100, 128],
    layers: (tf) => {
      const { layers } = tf;
      const conv = (filters, kernelSize, activation) => layers.conv2d({ filters, kernelSize, padding: 'same', activation });
      const pool = () => layers.maxPooling2d({ poolSize: 2, padding: 'same' });
      return [
        layers.layerNormalization({ axis: -1, epsilon: 1e-3, inputShape: [100, 128] }), layers.reshape({ targetShape: [100, 128, 1] }),
        conv(8, 7, 'tanh'), pool(), conv(16, 5, 'relu'), pool(), conv(16, 3, 'relu'), pool(), conv(32, 3, 'relu'), pool(),
        conv(32, 3, 'relu'), layers.flatten(), layers.dense({ units: 64, activation: 'relu' }), layers.dense({ units: 10 }),
      ];
    },
    weights: (tf, [gamma, beta, ...rest]) => {
      const shapes = [[8, 1, 7, 7], [16, 8, 5, 5], [16, 16, 3, 3], [32, 16, 3, 3], [32, 32, 3, 3]];
      const convs = shapes.flatMap((shape, i) => [convKernel(tf, rest[2 * i], shape), tf.tensor(rest[2 * i + 1].values)]);
      const [w1, b1, w2, b2] = rest.slice(2 * shapes.length);
      return [
        tf.tensor(gamma.values), tf.tensor(beta.values), ...convs, flattenedKernel(tf, w1, [32, 7, 8], 64), tf.tensor(b1.values),
        tf.tensor(w2.values, [64, 10]), tf.tensor(b2.values),
      ];
    },
  },
  'bench-dense': {
    input: [100, 13],
    layers: ({ layers }) => [
      layers.flatten({ inputShape: [100, 13] }), layers.dense({ units: 128, activation: 'relu' }),
      layers.dense({ units: 64, activation: 'relu' }), layers.dense({ units: 10 }),
    ],
    weights: (tf, list) => [[1300, 128], [128], [128, 64], [64], [64, 10], [10]].map((shape, i) => tf.tensor(list[i].values, shape)),
  },
  'bench-lstm': {
    input: [100, 64],
    layers: ({ layers }) => [
      layers.lstm({ units: 32, inputShape: [100, 64], recurrentActivation: 'sigmoid' }), layers.dense({ units: 10 }),
    ],
    weights: (tf, [w, r, b, w2, b2]) => [
      gates(tf, w, 64, 32), gates(tf, r, 32, 32), gateBias(tf, b, 32), tf.tensor(w2.values, [32, 10]), tf.tensor(b2.values),
    ],
  },
  'bench-conv1d': {
    input: [100, 40],
    layers: ({ layers }) => [
      layers.conv1d({ filters: 32, kernelSize: 4, activation: 'relu', inputShape: [100, 40] }), layers.globalMaxPooling1d(),
      layers.dense({ units: 10 }),
    ],
    weights: (tf, [w, b, w2, b2]) => [convKernel(tf, w, [32, 40, 4]), tf.tensor(b.values), tf.tensor(w2.values, [32, 10]), tf.tensor(b2.values)],
  },
};

/** @param {{name: string, batch: number, runs: number}} options */
export async function ours({ name, batch, runs }) {
  const module = await benchModule();
  const training = usable(module.makeTraining(await bytes(`/models/${name}.onnx`), batch));
  training.input().set(noise(training.input().length));
  oneHot(training.targets(), batch);
  return timeCalls({ ms: (n) => training.step(n) }, { runs, stretches: 9 });
}

/**
 * The losses of the first steps, and the time of one.
 * @param {{name: keyof typeof networks, backend: string, batch: number, runs: number, checkSteps: number}} options
 */
export async function againstTensorFlow({ name, backend, batch, runs, checkSteps }) {
  const module = await benchModule();
  const training = usable(module.makeTraining(await bytes(`/models/${name}.onnx`), batch));
  const initial = training.parameters();
  const input = noise(training.input().length);
  training.input().set(input);
  oneHot(training.targets(), batch);
  const targets = training.targets().slice();

  await script('/peers/@tensorflow/tfjs/dist/tf.min.js');
  await script('/peers/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
  const tf = /** @type {any} */ (globalThis).tf;
  tf.wasm.setWasmPaths('/peers/@tensorflow/tfjs-backend-wasm/dist/');
  await tf.setBackend(backend);
  await tf.ready();
  const network = networks[name];
  const model = tf.sequential({ layers: network.layers(tf) });
  model.setWeights(network.weights(tf, initial));
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-7);
  const x = tf.tensor(input, [batch, ...network.input]);
  const y = tf.tensor(targets, [batch, 10]);
  const variables = model.trainableWeights.map((weight) => weight.val);
  const step = async () => {
    const cost = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true })), true, variables);
    const loss = (await cost.data())[0];
    cost.dispose();
    return loss;
  };
  const theirLosses = [];
  for (let i = 0; i < checkSteps; i++) theirLosses.push(await step());
  const ourLosses = [];
  for (let i = 0; i < checkSteps; i++) ourLosses.push(training.step(1));
  const check = { ourLosses, theirLosses, backend: tf.getBackend(), steps: checkSteps };
  const { ours, peer } = await timeCalls({
    ours: (n) => training.step(n),
    peer: async (n) => { for (let i = 0; i < n; i++) await step(); },
  }, { runs, stretches: 9 });
  return { ours, peer, check };
}

/** What TensorFlow.js answers when a backend lacks an operation. @param {{name: keyof typeof networks, backend: string, batch: number}} options */
export async function refusal({ name, backend, batch }) {
  try {
    await againstTensorFlow({ name, backend, batch, runs: 1, checkSteps: 1 });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
