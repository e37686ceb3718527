// The folder in which the documents' commands run: the files that they name, made on the spot.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { root } from './process.mjs';

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

/** One second, 16-bit mono at 8 kHz. @param {string} path @param {number} hz */
function wav(path, hz) {
  const rate = 8000;
  const bytes = Buffer.alloc(44 + 2 * rate);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * rate, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * rate, 40);
  for (let i = 0; i < rate; i++) bytes.writeInt16LE(Math.round(16000 * Math.sin((2 * Math.PI * hz * i) / rate)), 44 + 2 * i);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
