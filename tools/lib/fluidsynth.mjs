// FluidSynth, a program we run where it is installed, and the file it plays. Everything about MIDI is in here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import midi from 'midi-file';

import { parseWav } from './wav.mjs';

/**
 * What happens at a time. `program` may have a bend (in semitones) and controllers by their MIDI numbers; a new one begins afresh.
 * @typedef {{ atMs: number, channel: number } & (
 *   { type: 'program', program: number, bend: number, controllers: Record<number, number> }
 *   | { type: 'on', key: number, velocity: number } | { type: 'off', key: number })} MidiEvent
 */

const bendRange = 2; // semitones, of General MIDI

/**
 * @param {MidiEvent[]} events
 * @param {string} soundfont path
 * @param {number} sampleRate
 * @returns {Float32Array} the left channel
 */
export function play(events, soundfont, sampleRate) {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-midi-'));
  try {
    const [song, sound] = [join(folder, 'song.mid'), join(folder, 'song.wav')];
    writeFileSync(song, toMidi(events));
    const args = ['-n', '-i', '-q', '-g', '0.5', '-r', String(sampleRate), '-T', 'wav', '-O', 's16', '-F', sound, soundfont, song];
    const result = spawnSync('fluidsynth', args);
    if (result.error || result.status !== 0) {
      throw new Error(`FluidSynth is needed to play: install the package fluidsynth. ${result.error?.message ?? result.stderr.toString().trim()}`);
    }
    return parseWav(readFileSync(sound)).samples;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * A tick is a millisecond: 500 a quarter note at 120 of those a minute.
 * @param {MidiEvent[]} events
 */
export function toMidi(events) {
  const sorted = [...events].sort((a, b) => a.atMs - b.atMs);
  let last = 0;
  const track = sorted.flatMap((event) => {
    const deltaTime = Math.round(event.atMs) - last;
    last += deltaTime;
    return bytesOf(event).map((message, i) => ({ deltaTime: i === 0 ? deltaTime : 0, channel: event.channel, ...message }));
  });
  const tracks = [[...track, { deltaTime: 1000, meta: true, type: 'endOfTrack' }]];
  return Buffer.from(midi.writeMidi(/** @type {any} */ ({ header: { format: 0, numTracks: 1, ticksPerBeat: 500 }, tracks })));
}

/**
 * @param {MidiEvent} event
 * @returns {object[]}
 */
function bytesOf(event) {
  if (event.type === 'on') return [{ type: 'noteOn', noteNumber: event.key, velocity: event.velocity }];
  if (event.type === 'off') return [{ type: 'noteOff', noteNumber: event.key, velocity: 0 }];
  const bend = Math.round((event.bend / bendRange) * 8191);
  return [
    { type: 'controller', controllerType: 120, value: 0 }, // all sound off
    { type: 'controller', controllerType: 121, value: 0 }, // all controllers as they were
    { type: 'programChange', programNumber: event.program },
    { type: 'pitchBend', value: bend },
    ...Object.entries(event.controllers).map(([number, value]) => ({ type: 'controller', controllerType: Number(number), value })),
  ];
}
