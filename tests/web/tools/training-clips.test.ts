// The scripts that make what our models hear besides the recordings.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMidi } from 'midi-file';
import { expect, test } from 'vitest';

import { toMidi } from '../../../tools/lib/fluidsynth.mjs';
import { uniform } from '../../../tools/lib/uniform.mjs';
import { drums, instruments, score, slotMs } from '../../../tools/results/notes.mjs';
import { variants } from '../../../tools/results/voices.mjs';

const root = join(import.meta.dirname, '..', '..', '..');

test('no voice of the page\'s samples is among those that the digits model has heard', () => {
  const { samples } = JSON.parse(readFileSync(join(root, 'public', 'samples', 'samples.json'), 'utf8')) as { samples: { voice: string }[] };
  const spoken = samples.map(({ voice }) => voice.split('+')[1]);
  expect(spoken.length).toBeGreaterThan(5);
  expect(spoken.filter((voice) => voice === undefined || variants.includes(voice))).toEqual([]);
  expect(new Set(variants).size).toBe(variants.length);
});

test('other sounds: every label of every set, of large ones so many clips, evenly spread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-sounds-'));
  const clips = { birds: { crow: 2, owl: 5 }, rooms: { hall: 1 } };
  for (const [set, labels] of Object.entries(clips)) {
    for (const [label, n] of Object.entries(labels)) {
      mkdirSync(join(folder, set, label), { recursive: true });
      for (let i = 0; i < n; i += 1) writeFileSync(join(folder, set, label, `${i}.wav`), '');
    }
    writeFileSync(join(folder, set, 'SOURCE.md'), '');
  }
  const list = join(folder, 'sounds.csv');
  const script = join(root, 'tools', 'results', 'other-sounds.mjs');
  expect(spawnSync(process.execPath, [script, list, folder, '2', 'birds', 'rooms']).status).toBe(0);
  expect(readFileSync(list, 'utf8').trim().split('\n')).toEqual([
    'path,label', 'birds/crow/0.wav,birds crow', 'birds/crow/1.wav,birds crow', 'birds/owl/0.wav,birds owl', 'birds/owl/2.wav,birds owl', 'rooms/hall/0.wav,rooms hall',
  ]);
  expect(spawnSync(process.execPath, [script, list, folder]).status).not.toBe(0);
  rmSync(folder, { recursive: true });
});

test.each([...Object.keys(instruments), ...Object.keys(drums)])('what %s plays is within its keys and its time, and every note ends', (label) => {
  const events = score(label, 40, uniform(3));
  expect(events).toEqual(score(label, 40, uniform(3)));
  const percussion = drums[label] ?? [];
  const keys = instruments[label]?.keys ?? [Math.min(...percussion), Math.max(...percussion)];
  const sounding = new Map<string, number>();
  for (const event of [...events].sort((a, b) => a.atMs - b.atMs || Number(a.type === 'on') - Number(b.type === 'on'))) {
    if (event.type === 'program') continue;
    expect(event.key).toBeGreaterThanOrEqual(keys[0] as number);
    expect(event.key).toBeLessThanOrEqual(keys[1] as number);
    const slot = `${Math.floor(event.atMs / slotMs)} ${event.key}`;
    sounding.set(slot, (sounding.get(slot) ?? 0) + (event.type === 'on' ? 1 : -1));
    if (event.type === 'on') expect(event.velocity).toBeLessThanOrEqual(127);
  }
  expect(new Set([...sounding.keys()].map((slot) => slot.split(' ')[0])).size).toBe(40);
  expect([...sounding.values()].filter((open) => open !== 0)).toEqual([]);
});

test('a song becomes a MIDI file with its times in milliseconds', () => {
  const midi = parseMidi(toMidi([
    { atMs: 700, channel: 9, type: 'off', key: 38 },
    { atMs: 0, channel: 9, type: 'program', program: 25, bend: -1, controllers: { 91: 40 } },
    { atMs: 250.4, channel: 9, type: 'on', key: 38, velocity: 99 },
  ]));
  expect(midi.header.ticksPerBeat).toBe(500);
  let at = 0;
  const told = (midi.tracks[0] ?? []).map((event) => ({ ...event, at: (at += event.deltaTime) }));
  expect(told).toMatchObject([
    { at: 0, type: 'controller', controllerType: 120 },
    { at: 0, type: 'controller', controllerType: 121 },
    { at: 0, type: 'programChange', programNumber: 25, channel: 9 },
    { at: 0, type: 'pitchBend', value: -4095 },
    { at: 0, type: 'controller', controllerType: 91, value: 40 },
    { at: 250, type: 'noteOn', noteNumber: 38, velocity: 99, channel: 9 },
    { at: 700, type: 'noteOff', noteNumber: 38 },
    { type: 'endOfTrack' },
  ]);
});
