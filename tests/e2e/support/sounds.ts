// Folders of short sounds for the Studio's tests: two classes that differ plainly, written as WAV files.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

import { writeWav } from '../../../tools/lib/wav.mjs';
import { root } from './repository.js';

const rate = 8000;

/** A tone with its own pitch, or noise; `n` makes each clip a different one. */
export function sound(kind: 'tone' | 'noise', n: number, lengthS = 1.2): Float32Array {
  const samples = new Float32Array(Math.round(lengthS * rate));
  let state = n + 1;
  for (let i = 0; i < samples.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const hiss = state / 2 ** 31 - 1;
    samples[i] = kind === 'tone' ? 0.4 * Math.sin((2 * Math.PI * (400 + 7 * n) * i) / rate) + 0.005 * hiss : 0.3 * hiss;
  }
  return samples;
}

/** build/e2e/<name>/<class>/<n>.wav; one copy and one file that is no sound among them. */
export function soundFolder(name: string, clipsAClass: number): string {
  const folder = join(root, 'build', 'e2e', name);
  rmSync(folder, { recursive: true, force: true });
  for (const kind of ['tone', 'noise'] as const) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let n = 0; n < clipsAClass; n += 1) writeFileSync(join(folder, kind, `${kind}_${n}.wav`), writeWav(sound(kind, n), rate));
  }
  writeFileSync(join(folder, 'tone', 'copy.wav'), writeWav(sound('tone', 0), rate));
  writeFileSync(join(folder, 'noise', 'broken.wav'), 'this is no sound');
  return folder;
}

/** A zip of many short clips, each different. */
export function manySounds(name: string, count: number): string {
  const files: Record<string, [Uint8Array, { level: 0 }]> = {};
  for (let n = 0; n < count; n += 1) {
    const kind = n % 2 === 0 ? 'tone' : 'noise';
    files[`many/${kind}/${kind}_${n}.wav`] = [writeWav(sound(kind, n, 0.1), rate), { level: 0 }];
  }
  const path = join(root, 'build', 'e2e', name);
  mkdirSync(join(root, 'build', 'e2e'), { recursive: true });
  writeFileSync(path, zipSync(files));
  return path;
}
