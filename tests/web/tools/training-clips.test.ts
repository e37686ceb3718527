// The scripts that make what our models hear besides the recordings.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

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
