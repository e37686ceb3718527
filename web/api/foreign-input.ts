// What the shapes of an ONNX file of others suggest about its input, and the conventions that such models follow. A guess is
// a start: the reader of the form, or the caller, corrects it.
import type { FeatureConfig, ForeignInput, InputAxis, InputGuess, ModelOutline, OutlineValue } from './types.js';

export type PresetName =
  | 'waveform-16k' | 'yamnet-waveform' | 'yamnet-mel' | 'panns-waveform' | 'panns-mel' | 'ast' | 'kapre-mel' | 'torchaudio-mel';

/** What a convention decides of a description. */
export type InputPreset = { features: FeatureConfig; mean?: number; std?: number };

const segment = (length_s: number, hop_s = 0): object => ({ segment: { length_s, hop_s, tail: 'pad' } });

/** Names say whose conventions these are, not that a model made with them is the one of that name. */
export const inputPresets: Record<PresetName, InputPreset> = {
  'waveform-16k': { features: { kind: 'waveform', sample_rate: 16_000, preprocess: segment(1) } },
  // YAMNet, tensorflow/models, research/audioset/yamnet, params.py and features.py: 16 kHz, 25 ms windows each 10 ms, 64 mel
  // bands from 125 to 7500 Hz of the magnitude spectrum, ln(mel + 0.001), patches of 96 frames each 0.48 s. tf.signal.stft
  // takes frames of 400 samples and fills them up to 512; tf.signal.linear_to_mel_weight_matrix draws its triangles over mel.
  'yamnet-waveform': { features: { kind: 'waveform', sample_rate: 16_000, preprocess: segment(0.975, 0.48) } },
  'yamnet-mel': {
    features: {
      kind: 'logmel', sample_rate: 16_000, n_fft: 512, win_length: 400, hop_length: 160, frame_length: 'win_length', center: false,
      n_mels: 64, f_min_hz: 125, f_max_hz: 7500, mel_scale: 'htk', mel_norm: 'none', mel_triangles: 'mel', power: 1,
      log_scale: 'natural', log_offset: 0.001, preprocess: segment(0.975, 0.48),
    },
  },
  // PANNs (Kong et al., IEEE/ACM TASLP 28, 2020), qiuqiangkong/audioset_tagging_cnn: 32 kHz, n_fft 1024, hop 320, 64 Slaney
  // mel bands from 50 to 14000 Hz, reflected padding, 10 log10(max(mel, 1e-10)) without a range; clips of 10 s.
  'panns-waveform': { features: { kind: 'waveform', sample_rate: 32_000, preprocess: segment(10) } },
  'panns-mel': {
    features: {
      kind: 'logmel', sample_rate: 32_000, n_fft: 1024, hop_length: 320, center: true, pad_mode: 'reflect', n_mels: 64, f_min_hz: 50,
      f_max_hz: 14_000, mel_scale: 'slaney', mel_norm: 'slaney', log_scale: 'db', amin: 1e-10, top_db: -1, preprocess: segment(10),
    },
  },
  // AST (Gong et al., Interspeech 2021), the feature extractor of Hugging Face's Transformers: torchaudio.compliance.kaldi.fbank
  // with a Hann window, 128 bands from 20 Hz, ln; at most 1024 frames (10.255 s), missing ones filled up with zeros before
  // (x - mean) / (2 std) with AudioSet's -4.2677393 and 4.5689974. A model trained on other clips has a mean and std of its
  // own, in its preprocessor_config.json.
  ast: {
    features: {
      kind: 'logmel', sample_rate: 16_000, n_fft: 512, win_length: 400, hop_length: 160, frame_length: 'win_length',
      window_symmetric: true, center: false, remove_dc_offset: true, preemphasis: 0.97, n_mels: 128, f_min_hz: 20, mel_scale: 'htk',
      mel_norm: 'none', mel_triangles: 'mel', log_scale: 'natural', amin: 1.192_092_9e-7, num_frames: 1024,
      preprocess: { segment: { length_s: 10.255, short_clip: 'keep', tail: 'keep' } },
    },
    mean: -4.267_739_3,
    std: 9.137_994_8,
  },
  // kapre, keunwoochoi/kapre, composed.py, get_melspectrogram_layer(return_decibel=True): magnitudes, not powers.
  'kapre-mel': {
    features: {
      kind: 'logmel', sample_rate: 22_050, n_fft: 2048, hop_length: 512, center: false, n_mels: 128, f_min_hz: 0, mel_scale: 'slaney',
      mel_norm: 'slaney', power: 1, log_scale: 'db', amin: 1e-5, top_db: 80, preprocess: segment(1),
    },
  },
  // torchaudio.transforms.MelSpectrogram and AmplitudeToDB(top_db=80) with their defaults.
  'torchaudio-mel': {
    features: {
      kind: 'logmel', sample_rate: 16_000, n_fft: 400, hop_length: 200, center: true, pad_mode: 'reflect', n_mels: 128, mel_scale: 'htk',
      mel_norm: 'none', log_scale: 'db', amin: 1e-10, top_db: 80, preprocess: segment(1),
    },
  },
};

/** A preset for a model whose file fixes how long its input is: segments and rows are as many as it takes. */
export function withFixedLength(preset: InputPreset): InputPreset {
  const { preprocess, ...features } = preset.features as { preprocess?: { segment?: { short_clip?: string; tail?: string } } };
  const { short_clip = 'zero_pad', tail = 'pad' } = preprocess?.segment ?? {};
  return { ...preset, features: { ...features, num_frames: 0, preprocess: { segment: { length_s: 0, short_clip, tail } } } };
}

export const inputLayouts: readonly (readonly InputAxis[])[] = [
  ['batch', 'time'],
  ['time'],
  ['batch', 'channel', 'time'],
  ['batch', 'time', 'channel'],
  ['batch', 'time', 'coefficients'],
  ['batch', 'coefficients', 'time'],
  ['batch', 'channel', 'time', 'coefficients'],
  ['batch', 'channel', 'coefficients', 'time'],
  ['batch', 'time', 'coefficients', 'channel'],
  ['batch', 'coefficients', 'time', 'channel'],
  ['time', 'coefficients'],
];

/** Below this many values a second axis is coefficients or frames, above it samples. */
const fewestSamples = 1000;
const usualCoefficients = new Set([13, 20, 26, 32, 39, 40, 48, 60, 64, 80, 96, 128, 129, 201, 229, 256, 257, 513, 1025]);
const spectrumBins = new Set([129, 201, 257, 513, 1025]);
/** Labels of AudioSet: YAMNet's map leaves six of the ontology's 527 out. */
const yamnetLabels = 521;
const audioSetLabels = 527;

export function guessInput(outline: ModelOutline): InputGuess {
  const [given] = outline.inputs;
  const [output] = outline.outputs;
  const numLabels = lastNumber(output);
  const layout = given ? guessLayout(given) : ['batch' as const, 'time' as const];
  const { features, mean = 0, std = 1 } = guessPreset(layout, given, numLabels);
  const scores = guessScores(output, numLabels);
  return { outline, numLabels, input: { features, layout, labels: [], scores, average: hasRows(layout, output), mean, std, name: '' } };
}

function guessLayout({ shape, dimNames }: OutlineValue): InputAxis[] {
  const isOne = (i: number): boolean => shape[i] === 1;
  const long = (i: number): boolean => (shape[i] ?? -1) < 0 || (shape[i] ?? 0) >= fewestSamples;
  switch (shape.length) {
    case 1:
      return ['time'];
    case 2:
      if ((shape[0] ?? -1) > 1) return pair(shape, dimNames, 0);
      return long(1) ? ['batch', 'time'] : ['time', 'coefficients'];
    case 3:
      if (isOne(1) && long(2) && !named(dimNames[2], coefficientNames)) return ['batch', 'channel', 'time'];
      if (isOne(2) && long(1)) return ['batch', 'time', 'channel'];
      return ['batch', ...pair(shape, dimNames, 1)];
    case 4:
      return isOne(3) && !isOne(1) ? ['batch', ...pair(shape, dimNames, 1), 'channel'] : ['batch', 'channel', ...pair(shape, dimNames, 2)];
    default:
      return ['batch', 'time'];
  }
}

const timeNames = /time|frame|seq|len|sample|width/i;
const coefficientNames = /mel|freq|bin|coef|mfcc|band|height/i;
const named = (name: string | undefined, pattern: RegExp): boolean => name !== undefined && pattern.test(name);

/** Which of two neighbouring axes is time: by its name, by being free, or by the sizes that coefficients usually have. */
function pair(shape: readonly number[], names: readonly string[], at: number): InputAxis[] {
  const timeFirst: InputAxis[] = ['time', 'coefficients'];
  const timeLast: InputAxis[] = ['coefficients', 'time'];
  const [first = -1, second = -1] = shape.slice(at, at + 2);
  const [firstName, secondName] = names.slice(at, at + 2);
  if (named(firstName, timeNames) || named(secondName, coefficientNames)) return timeFirst;
  if (named(secondName, timeNames) || named(firstName, coefficientNames)) return timeLast;
  if (first < 0 || second < 0) return second < 0 && first >= 0 ? timeLast : timeFirst;
  const usual = [usualCoefficients.has(first), usualCoefficients.has(second)];
  if (usual[0] !== usual[1]) return usual[0] ? timeLast : timeFirst;
  return first < second ? timeLast : timeFirst;
}

function guessPreset(layout: readonly InputAxis[], given: OutlineValue | undefined, numLabels: number | null): InputPreset {
  const sizeOf = (axis: InputAxis): number => given?.shape[layout.indexOf(axis)] ?? -1;
  if (!layout.includes('coefficients')) {
    const preset = numLabels === audioSetLabels ? 'panns-waveform' : numLabels === yamnetLabels ? 'yamnet-waveform' : 'waveform-16k';
    return fitted(inputPresets[preset], sizeOf('time'));
  }
  const coefficients = sizeOf('coefficients');
  const frames = sizeOf('time');
  if (coefficients === 64 && (frames === 96 || numLabels === yamnetLabels)) return fitted(inputPresets['yamnet-mel'], frames);
  if (coefficients === 64 && numLabels === audioSetLabels) return fitted(inputPresets['panns-mel'], frames);
  if (coefficients === 128 && (frames === 1024 || numLabels === audioSetLabels)) return fitted(inputPresets.ast, frames);
  return { features: guessFeatures(layout, coefficients, frames) };
}

const fitted = (preset: InputPreset, length: number): InputPreset => (length > 0 ? withFixedLength(preset) : preset);

function guessFeatures(layout: readonly InputAxis[], coefficients: number, frames: number): FeatureConfig {
  const preprocess = segment(frames > 0 ? 0 : 1);
  const shared = { sample_rate: 16_000, hop_length: 160, center: frames % 2 !== 0, preprocess };
  const pooled = layout.length === 2 && frames === 1 ? { pooling: 'mean' } : {};
  if (spectrumBins.has(coefficients)) return { kind: 'spectrum', ...shared, n_fft: 2 * (coefficients - 1), ...pooled };
  const windowed = { ...shared, n_fft: 512, win_length: 400, top_db: -1, ...pooled };
  if (coefficients === 13 || coefficients === 20 || coefficients === 26) return { kind: 'mfcc', ...windowed, n_mfcc: coefficients, n_mels: 40 };
  if (coefficients === 39) return { kind: 'mfcc', ...windowed, n_mfcc: 13, n_mels: 40, deltas: 2 };
  return { kind: 'logmel', ...windowed, n_mels: coefficients > 0 ? coefficients : 64 };
}

function guessScores(output: OutlineValue | undefined, numLabels: number | null): ForeignInput['scores'] {
  if (output?.madeBy === 'Softmax' || output?.madeBy === 'Sigmoid') return 'probabilities';
  return numLabels === yamnetLabels || numLabels === audioSetLabels ? 'sigmoid' : 'softmax';
}

/** An output of more rows than the input has clips. */
function hasRows(layout: readonly InputAxis[], output: OutlineValue | undefined): boolean {
  const shape = output?.shape ?? [];
  if (shape.length < 2) return false;
  const rows = shape[shape.length - 2] ?? 1;
  if (shape.length === 2) return !layout.includes('batch') && rows !== 1;
  return shape.length === 3 && rows !== 1;
}

function lastNumber(output: OutlineValue | undefined): number | null {
  const last = output?.shape.findLast((size) => size !== 1);
  return last !== undefined && last > 0 ? last : null;
}
