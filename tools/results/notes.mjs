// Instruments that nobody recorded for us: what a synthesiser (FluidSynth with General MIDI sounds) plays on ten of them, so that
// a network hears more of each than the few clips of a set. Single notes, scales, tunes and chords, hits and rhythms, in tune
// or not quite, near and far. Writes FOLDER/<label>/<number>.wav, 44.1 kHz.
//
//   node tools/results/notes.mjs FOLDER CLIPS     so many of each label; needs fluidsynth and the sounds; the same versions make the same clips
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { play } from '../lib/fluidsynth.mjs';
import { soundfonts } from '../lib/soundfonts.mjs';
import { uniform } from '../lib/uniform.mjs';
import { writeWav } from '../lib/wav.mjs';

/** @typedef {import('../lib/fluidsynth.mjs').MidiEvent} MidiEvent */
/** @typedef {{ programs: number[], keys: [number, number], chords?: boolean }} Instrument */

/** Programs of General MIDI (from 0), and the keys that such an instrument has. @type {Record<string, Instrument>} */
export const instruments = {
  Acoustic_guitar: { programs: [24, 25, 25], keys: [40, 79], chords: true },
  Cello: { programs: [42, 42, 42, 45], keys: [36, 72] },
  Clarinet: { programs: [71], keys: [50, 89] },
  Double_bass: { programs: [43, 43, 32, 32, 45], keys: [28, 57] },
  Flute: { programs: [73], keys: [60, 96] },
  Saxophone: { programs: [64, 65, 66, 67], keys: [44, 80] },
  Violin_or_fiddle: { programs: [40, 40, 110, 45], keys: [55, 96] },
};

/** Keys of General MIDI's percussion; every clip uses one. @type {Record<string, number[]>} */
export const drums = { Bass_drum: [35, 36], Hi_hat: [42, 44, 46], Snare_drum: [38, 38, 40, 37] };
const kits = [0, 0, 8, 16, 24, 25, 32, 40, 48];

const sampleRate = 44_100;
export const slotMs = 7000; // the longest clip is 5 s, and then it fades
const slotSamples = (slotMs / 1000) * sampleRate;
const drumChannel = 9;
const scale = [0, 2, 4, 5, 7, 9, 11];
const chordSteps = [[0, 7, 12, 16, 19], [0, 7, 12, 15, 19], [0, 4, 7, 12]];

if (process.argv[1] === fileURLToPath(import.meta.url)) makeNotes(process.argv[2] ?? '', Number(process.argv[3]));

/**
 * What the labels' folders had is gone.
 * @param {string} folder
 * @param {number} clips
 */
function makeNotes(folder, clips) {
  if (folder === '' || !(clips > 0)) throw new Error('node tools/results/notes.mjs FOLDER CLIPS');
  const missing = soundfonts.find(({ path }) => !existsSync(path));
  if (missing) throw new Error(`${missing.path} is missing: install the package ${missing.package}.`);
  const labels = [...Object.keys(instruments), ...Object.keys(drums)];
  for (const [k, label] of labels.entries()) {
    rmSync(join(folder, label), { recursive: true, force: true });
    mkdirSync(join(folder, label), { recursive: true });
    const between = uniform(k + 1);
    for (const [f, { path }] of soundfonts.entries()) {
      const slots = Math.ceil((clips - f) / soundfonts.length);
      const sound = play(score(label, slots, between), path, sampleRate);
      for (let slot = 0; slot < slots; slot++) {
        const samples = trim(sound.subarray(slot * slotSamples, (slot + 1) * slotSamples));
        if (samples.length > 0) writeFileSync(join(folder, label, `${f}-${slot}.wav`), writeWav(samples, sampleRate));
      }
    }
  }
}

/**
 * So many clips one after another.
 * @param {string} label
 * @param {number} clips
 * @param {(low: number, high: number) => number} between
 */
export function score(label, clips, between) {
  return Array.from({ length: clips }, (_, slot) => clip(label, slot * slotMs, between)).flat();
}

/**
 * @param {string} label
 * @param {number} startMs
 * @param {(low: number, high: number) => number} between
 * @returns {MidiEvent[]}
 */
function clip(label, startMs, between) {
  const instrument = instruments[label];
  const pick = (/** @type {readonly any[]} */ list) => list[Math.floor(between(0, list.length))];
  const channel = instrument ? 0 : drumChannel;
  const program = instrument ? pick(instrument.programs) : pick(kits);
  const bend = instrument ? between(-0.5, 0.5) : between(-2, 2);
  // Vibrato (1), reverberation (91), chorus (93).
  const controllers = { 1: between(0, 1) < 0.5 ? 0 : Math.round(between(10, 70)), 91: Math.round(between(0, 127) * between(0, 1)), 93: 0 };
  const notes = instrument ? phrase(instrument, between, pick) : rhythm(pick(drums[label] ?? []), between);
  return [
    { atMs: startMs, channel, type: 'program', program, bend, controllers },
    ...notes.flatMap(({ at, length, key, velocity }) => /** @type {MidiEvent[]} */ ([
      { atMs: startMs + 50 + at, channel, type: 'on', key, velocity: Math.round(velocity) },
      { atMs: startMs + 50 + Math.min(at + length, 5000), channel, type: 'off', key },
    ])),
    // The longest reverberation ends where the next clip begins.
    { atMs: startMs + slotMs - 100, channel, type: 'program', program, bend: 0, controllers: {} },
  ];
}

/**
 * @param {Instrument} instrument
 * @param {(low: number, high: number) => number} between
 * @param {(list: readonly any[]) => any} pick
 */
function phrase({ keys: [low, high], chords }, between, pick) {
  const kind = between(0, 1);
  const velocity = between(40, 120);
  const touch = () => Math.min(127, velocity + between(-12, 7));
  // The ends of an instrument are played less than its middle.
  const first = Math.round(low + (high - low) * ((between(0, 1) + between(0, 1)) / 2));
  if (kind < 0.4) return [{ at: 0, length: between(150, 4000), key: first, velocity }];
  if (chords && kind < 0.75) {
    const stroke = between(5, 45);
    const every = between(300, 1500);
    return Array.from({ length: Math.ceil(between(1, 4000 / every)) }, (_, i) => {
      const root = Math.min(first, low + 12) + pick([0, 0, 3, 5, 7]);
      return /** @type {number[]} */ (pick(chordSteps)).map((step, string) => ({ at: i * every + string * stroke, length: every, key: root + step, velocity: touch() }));
    }).flat();
  }
  const every = between(110, 700);
  const held = between(0.4, 1.1);
  const up = between(0, 1) < 0.5 ? 1 : -1;
  const walks = kind > 0.7;
  let step = 0;
  return Array.from({ length: Math.max(2, Math.floor(between(600, 4800) / every)) }, (_, i) => {
    if (i > 0) step += walks ? Math.round(between(-3.5, 3.5)) : up;
    const octave = Math.floor(step / 7);
    let key = first + 12 * octave + (scale[step - 7 * octave] ?? 0);
    while (key > high) key -= 12;
    while (key < low) key += 12;
    return { at: i * every, length: every * held, key, velocity: touch() };
  });
}

/**
 * @param {number} key
 * @param {(low: number, high: number) => number} between
 */
function rhythm(key, between) {
  const velocity = between(50, 127);
  if (between(0, 1) < 0.55) return [{ at: 0, length: between(100, 1500), key, velocity }];
  const every = between(90, 600);
  const played = between(0.5, 1);
  return Array.from({ length: Math.max(2, Math.floor(between(500, 4500) / every)) }, (_, i) => i)
    .filter((i) => i === 0 || between(0, 1) < played)
    .map((i) => ({ at: i * every, length: every * 0.9, key, velocity: Math.min(127, velocity + between(-30, 10)) }));
}

/**
 * From where the sound begins to where it is fainter than 60 dB below its peak.
 * @param {Float32Array} samples
 */
function trim(samples) {
  const floor = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 1000;
  const audible = (/** @type {number} */ x) => Math.abs(x) > floor;
  return floor === 0 ? samples.subarray(0, 0) : samples.subarray(samples.findIndex(audible), samples.findLastIndex(audible) + 1);
}
