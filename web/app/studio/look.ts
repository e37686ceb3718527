// Pictures of a clip from the core's own features: what the reader sees is what a network with these settings would get.
import { extractFeatures } from '../../api/features.js';
import type { AudioInput, FeatureConfig, FeatureMatrix } from '../../api/types.js';
import type { Recipe } from '../../api/training-types.js';
import { rangeOf, toLogFrequency } from '../../ui/matrix-image.js';

export const LOOK_KINDS = ['waveform', 'spectrum', 'linear', 'logarithmic', 'mel', 'mfcc'] as const;
export type LookKind = (typeof LOOK_KINDS)[number];

export type Look =
  | { kind: 'waiting' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'waveform'; peaks: Float32Array; columns: number; durationS: number; peak: number }
  | { kind: 'line'; hz: number[]; lines: { name: string; db: (number | null)[] }[] }
  | {
      kind: 'matrix'; frames: number; rows: number; values: Float32Array; low: number; high: number; durationS: number;
      /** Position 0 .. 1 and frequency; empty where rows are no frequencies. */
      frequencies: { position: number; hz: number }[];
      unit: string;
    };

const WAVEFORM_COLUMNS = 1200;
const LOG_ROWS = 192;
const LOG_FROM_HZ = 50;
const FLOOR_DB = -80;
const AMIN = 1e-10;

/** The recipe's settings as far as they say how sound becomes frames; nothing is cut, gated or pooled for looking. */
export function baseConfig(recipe: Recipe): Record<string, unknown> & { sample_rate: number; n_fft: number; hop_length: number } {
  const { preprocess: _cut, kind: _kind, pooling: _pooling, pool_bins: _bins, num_frames: _frames, channels: _channels, deltas: _deltas, ...rest } =
    recipe.features as Record<string, unknown>;
  return { ...rest, sample_rate: Number(rest['sample_rate'] ?? 16000), n_fft: Number(rest['n_fft'] ?? 1024), hop_length: Number(rest['hop_length'] ?? 512) };
}

export async function lookAt(input: AudioInput, recipe: Recipe, kind: LookKind, signal?: AbortSignal): Promise<Look> {
  const base = baseConfig(recipe);
  const features = (config: FeatureConfig): Promise<FeatureMatrix> => extractFeatures(input, config, signal ? { signal } : {});
  const secondsPerFrame = base.hop_length / base.sample_rate;
  const topHz = base.sample_rate / 2;
  switch (kind) {
    case 'waveform': {
      const { values } = await features({ sample_rate: base.sample_rate, kind: 'waveform' });
      return { kind: 'waveform', ...peaksOf(values), durationS: values.length / base.sample_rate };
    }
    case 'spectrum': {
      const power = await features({ ...base, kind: 'power' });
      const db = meanPower(power).map(toDb);
      return { kind: 'line', hz: binsHz(power.coefficients, topHz), lines: [{ name: '', db }] };
    }
    case 'linear':
    case 'logarithmic': {
      const { frames, coefficients, values } = await features({ ...base, kind: 'power' });
      relativeDb(values);
      const logarithmic = kind === 'logarithmic';
      return {
        kind: 'matrix', frames, rows: logarithmic ? LOG_ROWS : coefficients, low: FLOOR_DB, high: 0, unit: 'dB', durationS: frames * secondsPerFrame,
        values: logarithmic ? toLogFrequency(values, frames, coefficients, topHz, LOG_FROM_HZ, LOG_ROWS) : values,
        frequencies: logarithmic ? logTicks(topHz) : [0, 0.25, 0.5, 0.75, 1].map((position) => ({ position, hz: position * topHz })),
      };
    }
    case 'mel': {
      const { frames, coefficients, values } = await features({ ...base, kind: 'logmel', log_scale: 'db', db_ref: 'max', top_db: -FLOOR_DB });
      return { kind: 'matrix', frames, rows: coefficients, values, low: FLOOR_DB, high: 0, unit: 'dB', durationS: frames * secondsPerFrame, frequencies: [] };
    }
    case 'mfcc': {
      const { frames, coefficients, values } = await features({ ...base, kind: 'mfcc' });
      const [low, high] = rangeOf(values);
      return { kind: 'matrix', frames, rows: coefficients, values, low, high, unit: '', durationS: frames * secondsPerFrame, frequencies: [] };
    }
  }
}

/** Mean power of each frequency over a clip's frames, for averages over clips. */
export async function spectrumOf(input: AudioInput, recipe: Recipe, signal?: AbortSignal): Promise<{ hz: number[]; power: Float64Array }> {
  const base = baseConfig(recipe);
  const power = await extractFeatures(input, { ...base, kind: 'power' }, signal ? { signal } : {});
  return { hz: binsHz(power.coefficients, base.sample_rate / 2), power: Float64Array.from(meanPower(power)) };
}

export function toDb(power: number): number {
  return 10 * Math.log10(Math.max(AMIN, power));
}

function meanPower({ frames, coefficients, values }: FeatureMatrix): number[] {
  const mean = new Array<number>(coefficients).fill(0);
  for (let frame = 0; frame < frames; frame += 1) {
    for (let bin = 0; bin < coefficients; bin += 1) mean[bin] = (mean[bin] as number) + (values[frame * coefficients + bin] as number);
  }
  return mean.map((sum) => sum / Math.max(1, frames));
}

function binsHz(bins: number, topHz: number): number[] {
  return Array.from({ length: bins }, (_, bin) => (bin / Math.max(1, bins - 1)) * topHz);
}

/** In place: power to dB below the clip's loudest cell. */
function relativeDb(values: Float32Array): void {
  let most = AMIN;
  for (const value of values) if (value > most) most = value;
  for (let i = 0; i < values.length; i += 1) values[i] = Math.max(FLOOR_DB, 10 * Math.log10(Math.max(AMIN, values[i] as number) / most));
}

function logTicks(topHz: number): { position: number; hz: number }[] {
  return [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]
    .filter((hz) => hz <= topHz)
    .map((hz) => ({ position: Math.log(hz / LOG_FROM_HZ) / Math.log(topHz / LOG_FROM_HZ), hz }));
}

function peaksOf(samples: Float32Array): { peaks: Float32Array; columns: number; peak: number } {
  const columns = Math.max(1, Math.min(WAVEFORM_COLUMNS, samples.length));
  const peaks = new Float32Array(2 * columns);
  let peak = 0;
  for (let column = 0; column < columns; column += 1) {
    let low = Infinity;
    let high = -Infinity;
    const to = Math.max(Math.floor(((column + 1) * samples.length) / columns), Math.floor((column * samples.length) / columns) + 1);
    for (let i = Math.floor((column * samples.length) / columns); i < to && i < samples.length; i += 1) {
      const value = samples[i] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    peaks[2 * column] = low <= high ? low : 0;
    peaks[2 * column + 1] = low <= high ? high : 0;
    peak = Math.max(peak, Math.abs(low), Math.abs(high));
  }
  return { peaks, columns, peak };
}
