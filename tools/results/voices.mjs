// Digits of speakers who do not exist: espeak-ng's accents and voices at many pitches and speeds, so that a network that
// has heard four people has not heard four only. Writes FOLDER/<digit>/<voice>.wav, 8 kHz, trimmed as recordings of
// words often are: where they are fainter than so many decibels below the loudest part, which differs from one to the next.
//
//   node tools/results/voices.mjs FOLDER SPEAKERS     needs espeak-ng; the same version makes the same clips
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { speak } from '../lib/espeak.mjs';
import { uniform } from '../lib/uniform.mjs';
import { writeWav } from '../lib/wav.mjs';

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const accents = ['en-us', 'en-gb', 'en-gb-scotland', 'en-gb-x-gbclan', 'en-gb-x-rp', 'en-gb-x-gbcwmd', 'en-029', 'en-us-nyc'];
// Not those of the page's samples (public/samples/samples.json), so that a model is not shown what it has learnt; no robots, no whispers.
export const variants = ('f1 f2 f5 m2 m4 m6 adam Alex Alicia Andrea Andy Annie antonio aunty belinda benjamin boris caleb david Denis Diogo ed edward edward2 ' +
  'Gene Gene2 grandma grandpa gustave Henrique Hugo iven iven2 iven3 iven4 Jacky john kaukovalta klatt klatt2 klatt3 klatt4 Lee linda Marcelo Marco ' +
  'Mario max michael michel miguel mike Mr norbert Nguyen pablo paul pedro quincy RicishayMax RicishayMax2 RicishayMax3 rob robert sandro shelby steph ' +
  'steph2 steph3 travis victor zac').split(' ');
const sampleRate = 8000;
const frame = 160;

if (process.argv[1] === fileURLToPath(import.meta.url)) makeVoices(process.argv[2] ?? '', Number(process.argv[3]));

/**
 * What the digits' folders had is gone.
 * @param {string} folder
 * @param {number} speakers
 */
function makeVoices(folder, speakers) {
  if (folder === '' || !(speakers > 0)) throw new Error('node tools/results/voices.mjs FOLDER SPEAKERS');
  for (const digit of words.keys()) {
    rmSync(join(folder, String(digit)), { recursive: true, force: true });
    mkdirSync(join(folder, String(digit)), { recursive: true });
  }
  const between = uniform(1);
  for (let speaker = 0; speaker < speakers; speaker++) {
    const accent = accents[Math.floor(between(0, accents.length))] ?? '';
    const voice = `${accent}+${variants[speaker % variants.length]}`;
    const [pitch, speed] = [between(22, 78), between(105, 195)];
    for (const [digit, word] of words.entries()) {
      const [ownPitch, ownSpeed] = [pitch + between(-6, 6), speed + between(-12, 12)];
      const spoken = speak(word, { voice, pitch: Math.round(ownPitch), speed: Math.round(ownSpeed) }, sampleRate);
      writeFileSync(join(folder, String(digit), `${speaker}-${voice}.wav`), writeWav(trim(spoken, between(18, 45)), sampleRate));
    }
  }
}

/**
 * @param {Float32Array} samples
 * @param {number} topDb
 */
function trim(samples, topDb) {
  const powers = Array.from({ length: Math.floor(samples.length / frame) }, (_, i) => samples.subarray(i * frame, (i + 1) * frame).reduce((sum, x) => sum + x * x, 0));
  const floor = Math.max(...powers) / 10 ** (topDb / 10);
  const first = powers.findIndex((power) => power >= floor);
  const last = powers.findLastIndex((power) => power >= floor);
  return samples.slice(first * frame, (last + 1) * frame);
}
