// Looks through every file under version control for what must not be published: paths of the machine it was written
// on, hosts of a package registry, unfinished work, built binaries, very large files.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

import { root } from './lib/process.mjs';

// Spelt so that this file does not find itself.
const unfinished = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|');
const textRules = [
  { pattern: /(?<![\w.\/~$}*-])\/(work|root|home|tmp)\/[\w.]/, says: 'a path of one machine' },
  { pattern: new RegExp(['registry\\.npm' + 'js', 'npm' + 'mirror', 'deb\\.deb' + 'ian\\.org', 'pypi\\.' + 'org'].join('|')), says: 'the host of a package registry' },
  { pattern: new RegExp(`\\b(${unfinished})\\b`), says: 'unfinished work' },
  { pattern: /^(<{7}|>{7}|={7})( |$)/, says: 'a merge conflict' },
];
const mediaOfOurs = new Set(['.wav', '.png', '.jpg', '.webp', '.onnx', '.woff2', '.ico', '.npy', '.npz', '.flac', '.ogg', '.mp3']);
/** Random weights of exports that tests convert; their generator lies beside them. */
const weightsOfTests = /^tests\/reference\/teachable_machine\/[^/]+\/[^/]+\.bin$/;
const largest = 1 << 20; // bytes

const paths = execFileSync('git', ['ls-files', '-z'], { cwd: root }).toString().split('\0').filter(Boolean);
/** @type {string[]} */
const wrong = [];
for (const path of paths) {
  const file = join(root, path);
  const info = statSync(file, { throwIfNoEntry: false });
  if (!info?.isFile()) continue;
  if (info.size > largest) wrong.push(`${path}: ${info.size} bytes; at most ${largest}`);
  const bytes = readFileSync(file);
  if (bytes.subarray(0, 8000).includes(0)) {
    if (!mediaOfOurs.has(extname(path)) && !weightsOfTests.test(path)) wrong.push(`${path}: a binary file of a kind that is not kept here`);
    continue;
  }
  bytes.toString('utf8').split('\n').forEach((line, index) => {
    for (const { pattern, says } of textRules) {
      if (pattern.test(line)) wrong.push(`${path}:${index + 1}: ${says}: ${line.trim().slice(0, 100)}`);
    }
  });
}
for (const sentence of wrong) console.error(sentence);
console.log(`${paths.length} tracked files, ${wrong.length} findings`);
process.exit(wrong.length > 0 ? 1 : 0);
