// A WAV file that a browser plays, over and over, as if it were its microphone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { resample } from '../../../tools/lib/resample.mjs';
import { parseWav, writeWav } from '../../../tools/lib/wav.mjs';
import { root, samplePath } from './repository.js';

/** What a sound card would deliver, so that the page has to resample. */
const sampleRate = 48000;
const pauseS = 0.3;
const lengthS = 12;

/** Writes the clip repeated with pauses and returns the file's path. */
export function microphoneClip(sampleFile: string): string {
  const { samples, sampleRate: rate } = parseWav(readFileSync(samplePath(sampleFile)));
  const word = resample(samples, rate, sampleRate);
  const loop = new Float32Array(lengthS * sampleRate);
  const step = word.length + Math.round(pauseS * sampleRate);
  for (let at = 0; at + word.length <= loop.length; at += step) loop.set(word, at);
  const folder = join(root, 'build', 'e2e');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `microphone-${sampleFile}`);
  writeFileSync(path, writeWav(loop, sampleRate));
  return path;
}
