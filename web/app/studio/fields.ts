// Settings of a recipe that have a field of their own. Names, limits and values are the core's; what they mean is in the texts.

export type Field =
  | { path: readonly string[]; kind: 'number'; min: number; max?: number; step: number }
  | { path: readonly string[]; kind: 'choice'; options: readonly string[] }
  | { path: readonly string[]; kind: 'switch' };

const number = (path: string, min: number, step: number, max?: number): Field =>
  ({ path: path.split('.'), kind: 'number', min, step, ...(max === undefined ? {} : { max }) });
const choice = (path: string, ...options: string[]): Field => ({ path: path.split('.'), kind: 'choice', options });
const toggle = (path: string): Field => ({ path: path.split('.'), kind: 'switch' });

/** How the network is trained: what most people change first. */
export const TRAINING_FIELDS: readonly Field[] = [
  number('training.epochs', 1, 1, 10_000),
  number('training.batch_size', 1, 1, 4096),
  number('training.optimizer.learning_rate', 0.000001, 0.0001, 10),
  choice('training.optimizer.type', 'adam', 'adamw', 'rmsprop', 'sgd'),
  choice('training.lr_schedule.type', 'constant', 'step', 'cosine', 'one_cycle'),
  choice('training.keep', 'best', 'last'),
  choice('training.metric', 'val_loss', 'val_accuracy'),
  number('training.early_stopping.patience', 1, 1, 10_000),
];

export const MORE_TRAINING_FIELDS: readonly Field[] = [
  number('training.label_smoothing', 0, 0.01, 0.9),
  choice('training.class_weights', 'none', 'balanced'),
  choice('training.balance', 'none', 'undersample'),
  number('training.l2', 0, 0.0001, 10),
  number('training.clip_norm', 0, 0.1, 1000),
  number('training.weight_average.decay', 0, 0.001, 0.9999),
  number('training.optimizer.weight_decay', 0, 0.001, 1),
  number('training.optimizer.momentum', 0, 0.01, 1),
  number('training.shards', 1, 1, 16),
  number('augment.mixup', 0, 0.05, 10),
  number('augment.features.time_masks', 0, 1, 20),
  number('augment.features.time_mask', 0, 0.01, 1),
  number('augment.features.frequency_masks', 0, 1, 20),
  number('augment.features.frequency_mask', 0, 0.01, 1),
  choice('standardize', 'per_coefficient', 'per_element', 'none'),
  choice('output', 'softmax', 'sigmoid'),
];

/** Every field of FeatureConfig except the cutting of clips, which has a step of its own. */
export const FEATURE_FIELDS: readonly Field[] = [
  choice('features.kind', 'logmel', 'mel', 'mfcc', 'power', 'spectrum', 'pcen', 'chroma', 'waveform', 'rms', 'zcr', 'centroid', 'bandwidth', 'rolloff', 'flatness'),
  number('features.sample_rate', 1000, 1, 192_000),
  number('features.channels', 1, 1, 2),
  number('features.n_fft', 16, 1, 65_536),
  number('features.win_length', 0, 1, 65_536),
  number('features.hop_length', 1, 1, 65_536),
  choice('features.frame_length', 'n_fft', 'win_length'),
  choice('features.window', 'hann', 'hamming', 'blackman', 'flattop', 'boxcar', 'triangular'),
  toggle('features.window_symmetric'),
  toggle('features.center'),
  choice('features.pad_mode', 'constant', 'reflect', 'edge'),
  toggle('features.remove_dc_offset'),
  number('features.preemphasis', 0, 0.01, 1),
  number('features.n_mels', 1, 1, 512),
  number('features.f_min_hz', 0, 1, 96_000),
  number('features.f_max_hz', 0, 1, 96_000),
  choice('features.mel_scale', 'slaney', 'htk'),
  choice('features.mel_norm', 'slaney', 'none'),
  choice('features.mel_triangles', 'hz', 'mel'),
  number('features.power', 1, 1, 2),
  choice('features.log_scale', 'db', 'natural'),
  choice('features.db_ref', 'one', 'max'),
  number('features.amin', 1e-20, 1e-10, 1),
  number('features.log_offset', 0, 0.001, 1),
  number('features.top_db', -1, 1, 200),
  number('features.n_mfcc', 1, 1, 128),
  number('features.lifter', 0, 1, 128),
  number('features.deltas', 0, 1, 2),
  number('features.delta_width', 3, 2, 101),
  number('features.roll_percent', 0.01, 0.01, 0.99),
  number('features.n_chroma', 1, 1, 128),
  choice('features.pooling', 'none', 'mean', 'mean_std', 'bins'),
  number('features.pool_bins', 1, 1, 1000),
  number('features.num_frames', 0, 1, 100_000),
  number('features.pcen.gain', 0, 0.01, 10),
  number('features.pcen.bias', 0, 0.1, 100),
  number('features.pcen.power', 0, 0.05, 10),
  number('features.pcen.time_constant_s', 0.001, 0.05, 60),
  number('features.pcen.eps', 1e-20, 1e-7, 1),
  number('features.pcen.scale', 1e-6, 1, 1e12),
];

/** The last names of a path say which it is; "training.optimizer.type" and "training.lr_schedule.type" need two. */
export function fieldKey(path: readonly string[]): string {
  return path.slice(1).join('.') || (path[0] ?? '');
}
