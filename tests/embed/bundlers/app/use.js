// What every bundler has to make work: classifying, listening (worklet), training (the second engine), models of others
// (the second engine in the classifying worker; ONNX Runtime by its address), and the element.
import { Classifier, Trainer } from 'earshot';

const recipe = {
  name: 'tiny',
  features: { sample_rate: 8000, kind: 'mfcc', n_fft: 256, hop_length: 128, n_mels: 20, n_mfcc: 8, pooling: 'mean' },
  network: { layers: [{ type: 'dense', units: 4 }] },
  training: { epochs: 1, batch_size: 2 },
};

export async function use(options = {}) {
  const classifier = await Classifier.load('model.onnx', options);
  const clip = await (await fetch('clip.wav')).blob();
  const { predictions } = await classifier.classify(clip);
  const heard = await new Promise((resolve, reject) => {
    classifier.listen({ onPrediction: ({ top }) => resolve(typeof top.label), onError: reject }).catch(reject);
  });
  const trainer = await Trainer.load(recipe, options);
  await trainer.add(clip, { id: 'clip', label: 'a' });
  const { clips } = await trainer.check();
  classifier.dispose();
  trainer.dispose();
  return { label: predictions[0].label, heard, trained: clips, adopted: await adopt(clip, 'theirs.onnx', options), runtime: await adopt(clip, 'selu.onnx', options) };
}

/** How a model of somebody else came to its scores. */
async function adopt(clip, url, options) {
  const guess = await Classifier.load(url, options).then(() => null, ({ details }) => details.guess);
  const model = await Classifier.load(url, {
    ...options, input: { ...guess.input, labels: ['a', 'b', 'c'] }, onnxRuntime: 'allow', onnxRuntimeUrl: 'ort/ort.wasm.bundle.min.mjs',
  });
  const { predictions } = await model.classify(clip);
  const { runtime } = model.info;
  model.dispose();
  return `${runtime} ${predictions.length}`;
}

/** For the test to read. */
export function report(promise) {
  promise.then(
    (value) => { globalThis.outcome = value; },
    (error) => { globalThis.outcome = { error: `${error.code ?? ''} ${error.message}` }; },
  );
}
