// Earshot's public API.
//
//   const classifier = await Classifier.load('models/digits/digits.onnx');
//   const { decision } = await classifier.classify(file);
//   classifier.dispose();
//
// Importing it touches no browser global, so it may be imported during server-side rendering.
export { Classifier } from './classifier.js';
export type { ClassifierApi, Listening, Recording } from './classifier-api.js';
export { EarshotError, isErrorCode } from './errors.js';
export { extractFeatures } from './features.js';
export { guessInput, inputLayouts, inputPresets, withFixedLength } from './foreign-input.js';
export { parseLabels } from './labels.js';
export { listRecipes } from './recipe-source.js';
export { importTeachableMachine } from './teachable-machine.js';
export { Trainer } from './trainer.js';
export { listMicrophones } from '../audio/microphone.js';
export { longestRecordingS } from '../audio/recorder.js';
export type * from './training-types.js';
export type * from './types.js';
