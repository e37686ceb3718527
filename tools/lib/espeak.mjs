// eSpeak NG, a program we run where it is installed.
import { spawnSync } from 'node:child_process';

import { resample } from './resample.mjs';
import { parseWav } from './wav.mjs';

/**
 * @param {string[]} args
 * @returns {Buffer} what it wrote
 */
export function espeak(args) {
  const result = spawnSync('espeak-ng', args, { maxBuffer: 1 << 26 });
  if (result.error || result.status !== 0) {
    throw new Error(`espeak-ng is needed to speak: install the package espeak-ng. ${result.error?.message ?? result.stderr.toString().trim()}`);
  }
  return result.stdout;
}

/**
 * @param {string} word
 * @param {{voice: string, speed: number, pitch: number}} how speed in words a minute, pitch 0..99
 * @param {number} sampleRate
 * @returns {Float32Array}
 */
export function speak(word, how, sampleRate) {
  const wav = parseWav(espeak(['-v', how.voice, '-s', String(how.speed), '-p', String(how.pitch), '--stdout', word]));
  return resample(wav.samples, wav.sampleRate, sampleRate);
}
