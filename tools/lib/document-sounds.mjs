// The folder in which the documents' commands run: the files that they name, made on the spot.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { root } from './process.mjs';
import { writeWav } from './wav.mjs';

/** @param {string} folder */
export function makeSounds(folder) {
  mkdirSync(folder, { recursive: true });
  for (const shared of ['models', 'public']) symlinkSync(join(root, shared), join(folder, shared));
  wav(join(folder, 'clip.wav'), 440);
  wav(join(folder, 'recordings', 'first.wav'), 300);
  wav(join(folder, 'recordings', 'second.wav'), 900);
  // Two classes by pitch; the name's first part is the speaker, as the documents' --group says.
  for (const [label, hz] of /** @type {[string, number][]} */ ([['low', 300], ['high', 1500]])) {
    for (let i = 0; i < 12; i++) wav(join(folder, 'data', label, `speaker${i % 6}_${i}.wav`), hz + 10 * i);
  }
}

/** A second of a tone at 8 kHz. @param {string} path @param {number} hz */
function wav(path, hz) {
  const rate = 8000;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, writeWav(Float32Array.from({ length: rate }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate)), rate));
}
