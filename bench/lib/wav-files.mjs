// WAV files for measurements, made on the spot: long ones, and one that plays as a microphone.
import { closeSync, openSync, statSync, writeSync } from 'node:fs';

import { writeWav } from '../../tools/lib/wav.mjs';

/**
 * 16-bit stereo at 44.1 kHz of a given length; written once and kept while its size is right.
 * @param {string} path
 * @param {number} seconds
 */
export function writeLongWav(path, seconds) {
  const rate = 44100;
  const bytes = 44 + 4 * rate * seconds;
  if (statSync(path, { throwIfNoEntry: false })?.size === bytes) return;
  const header = Buffer.from(writeWav(new Float32Array(0), rate));
  header.writeUInt32LE(bytes - 8, 4);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(4 * rate, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt32LE(bytes - 44, 40);
  const second = Buffer.alloc(4 * rate);
  const file = openSync(path, 'w');
  writeSync(file, header);
  for (let s = 0; s < seconds; s++) {
    // A tone a second, left and right apart, with a little noise.
    for (let i = 0; i < rate; i++) {
      const left = 9000 * Math.sin((0.02 + 0.003 * (s % 17)) * i) + 500 * Math.sin(1.7 * i * i);
      const right = 9000 * Math.sin((0.03 + 0.002 * (s % 23)) * i);
      second.writeInt16LE(Math.round(left), 4 * i);
      second.writeInt16LE(Math.round(right), 4 * i + 2);
    }
    writeSync(file, second);
  }
  closeSync(file);
}

/**
 * Bursts of sound at uneven distances, so that they fall anywhere within a hop.
 * @param {number} sampleRate
 */
export function bursts(sampleRate) {
  const starts = [0.61, 2.28, 4.07, 5.93, 7.74, 9.66, 11.37, 13.19, 15.08, 16.83, 18.71];
  const samples = new Float32Array(20 * sampleRate);
  for (const start of starts) {
    const from = Math.round(start * sampleRate);
    for (let i = 0; i < 0.2 * sampleRate; i++) samples[from + i] = 0.6 * Math.sin(0.09 * i);
  }
  return writeWav(samples, sampleRate);
}
