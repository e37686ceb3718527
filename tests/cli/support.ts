// What the tests of the native command share: running it, and clips made on the spot.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { writeWav } from '../../tools/lib/wav.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const earshot = process.env.EARSHOT_BIN ?? join(root, 'build', 'native-release', 'earshot');

/** Builds the command when it is not there. */
export function ensureBuilt(): void {
  if (!existsSync(earshot)) execFileSync('npm', ['run', 'build:native'], { cwd: root, stdio: 'inherit' });
}

export function run(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(earshot, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, out: stdout, err: stderr };
}

/** 16-bit mono WAV; makes the folder. */
export function wav(path: string, samples: ArrayLike<number>, rate = 16000): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, writeWav(Float32Array.from(samples), rate));
  return path;
}

export const sine = (hz: number, seconds: number, rate = 16000, amplitude = 0.5): number[] =>
  Array.from({ length: Math.round(seconds * rate) }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate));

/** Tones of two pitches, told apart by a tiny network in seconds. */
export const toneRecipe = {
  name: 'tones',
  features: { sample_rate: 16000, kind: 'logmel', n_fft: 512, hop_length: 256, n_mels: 20, pooling: 'mean' },
  network: { layers: [{ type: 'flatten' }, { type: 'dense', units: 16, activation: 'relu' }] },
  training: { optimizer: { type: 'adam', learning_rate: 0.01 }, batch_size: 8, epochs: 8, keep: 'last' },
  split: { type: 'stratified', validation: 0.2, test: 0.2 },
};
