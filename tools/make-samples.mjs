// Makes the sample clips of the page: digits spoken by a speech synthesiser, so that nothing has to be downloaded or
// licensed and a visitor can try the page at once. Writes public/samples/*.wav (mono, 16 kHz, 16 bit) and samples.json.
//
//   node tools/make-samples.mjs           needs espeak-ng; the results are committed, so no build step needs it
//   node tools/make-samples.mjs --check   compares what is committed with the list below; needs nothing
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { espeak, speak } from './lib/espeak.mjs';
import { parseWav, writeWav } from './lib/wav.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'public', 'samples');
const sampleRate = 16000;
const marginS = 0.06; // quiet kept before and after the word, so that nothing starts with a click
const gapS = 0.45; // between the digits of one clip
const peak = 0.7; // -3 dBFS

// espeak-ng voices: accent + speaker variant. `speed` is in words a minute, `pitch` 0..99.
/** @type {{file: string, title: string, spoken: string[], voice: string, speed: number, pitch: number}[]} */
const clips = [
  { file: 'seven.wav', title: 'Seven', spoken: ['seven'], voice: 'en-us+m5', speed: 140, pitch: 45 },
  { file: 'two.wav', title: 'Two', spoken: ['two'], voice: 'en-us+f4', speed: 140, pitch: 45 },
  { file: 'one.wav', title: 'One', spoken: ['one'], voice: 'en-us+f3', speed: 140, pitch: 45 },
  { file: 'nine.wav', title: 'Nine', spoken: ['nine'], voice: 'en-gb+m1', speed: 140, pitch: 40 },
  { file: 'six.wav', title: 'Six', spoken: ['six'], voice: 'en-us+m7', speed: 140, pitch: 50 },
  { file: 'zero.wav', title: 'Zero', spoken: ['zero'], voice: 'en-us+m8', speed: 120, pitch: 45 },
  { file: 'four-one-eight.wav', title: 'Four, one, eight', spoken: ['four', 'one', 'eight'], voice: 'en-us+m3', speed: 140, pitch: 45 },
];

if (process.argv.includes('--check')) check();
else make();

function make() {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.wav')) rmSync(join(folder, name));
  const samples = clips.map((clip) => {
    const words = clip.spoken.map((word) => framed(word, clip));
    const bytes = writeWav(inOneClip(words), sampleRate);
    writeFileSync(join(folder, clip.file), bytes);
    return { ...clip, durationS: (bytes.length - 44) / 2 / sampleRate, sha256: sha256(bytes) };
  });
  const manifest = { generator: 'tools/make-samples.mjs', synthesiser: espeak(['--version']).toString().split('  ')[0], sampleRate, samples };
  writeFileSync(join(folder, 'samples.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${samples.length} clips in public/samples, ${samples.map((s) => s.durationS.toFixed(2)).join(' + ')} s`);
}

function check() {
  const manifest = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8'));
  /** @type {string[]} */
  const wrong = [];
  const expect = (/** @type {boolean} */ holds, /** @type {string} */ message) => { if (!holds) wrong.push(message); };
  expect(manifest.samples.length === clips.length, `samples.json lists ${manifest.samples.length} clips, the generator makes ${clips.length}`);
  for (const clip of clips) {
    const listed = manifest.samples.find((/** @type {{file: string}} */ sample) => sample.file === clip.file);
    if (!listed) { wrong.push(`${clip.file} is not in samples.json`); continue; }
    for (const [key, value] of Object.entries(clip)) {
      expect(JSON.stringify(listed[key]) === JSON.stringify(value), `${clip.file}: ${key} differs from the generator; run it again`);
    }
    const bytes = readFileSync(join(folder, clip.file));
    const wav = parseWav(bytes);
    expect(sha256(bytes) === listed.sha256, `${clip.file} is not the file that samples.json describes`);
    expect(wav.sampleRate === sampleRate, `${clip.file} has ${wav.sampleRate} Hz`);
    expect(clip.spoken.length > 1 || wav.samples.length <= sampleRate, `${clip.file} is longer than a second`);
    expect(Math.abs(wav.samples.length / sampleRate - listed.durationS) < 1e-9, `${clip.file}: durationS is wrong`);
  }
  const known = new Set([...clips.map((clip) => clip.file), 'samples.json']);
  for (const name of readdirSync(folder)) expect(known.has(name), `public/samples/${name} has no generator`);
  if (wrong.length > 0) {
    console.error(wrong.join('\n'));
    process.exit(1);
  }
  console.log(`${clips.length} sample clips are the ones the generator describes`);
}

/**
 * One word, trimmed, at our rate, with its margins.
 * @param {string} word
 * @param {{voice: string, speed: number, pitch: number}} how
 */
function framed(word, how) {
  const samples = speak(word, how, sampleRate);
  const loudest = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
  const audible = (/** @type {number} */ sample) => Math.abs(sample) > 0.01 * loudest;
  const margin = Math.round(marginS * sampleRate);
  const first = samples.findIndex(audible);
  const last = samples.findLastIndex(audible);
  const clip = new Float32Array(last - first + 1 + 2 * margin);
  clip.set(samples.subarray(Math.max(0, first - margin), Math.min(samples.length, last + 1 + margin)), Math.max(0, margin - first));
  return clip.map((sample) => (sample * peak) / loudest);
}

/** @param {Float32Array[]} words */
function inOneClip(words) {
  const gap = words.length > 1 ? Math.round(gapS * sampleRate) : 0;
  const clip = new Float32Array(words.reduce((length, word) => length + word.length, 0) + gap * (words.length - 1));
  let at = 0;
  for (const word of words) {
    clip.set(word, at);
    at += word.length + gap;
  }
  return clip;
}

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
