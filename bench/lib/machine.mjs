// What the figures depend on: the machine and the versions of everything.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

import { root } from '../../tools/lib/process.mjs';

/** @param {string} browser version of Chromium */
export function describeMachine(browser) {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().replace(/[^\d.].*$/, '')}`,
    chromium: browser,
    node: process.version,
  };
}

/** @param {string} peers */
export function describeVersions(peers) {
  const version = (/** @type {string} */ folder) => {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
    } catch {
      return 'not installed';
    }
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, 'bench', 'package.json'), 'utf8'));
  return {
    earshot: version(root),
    ...Object.fromEntries(Object.keys(dependencies).map((name) => [name, version(join(peers, name))])),
    emscripten: firstLine('em++', '--version'),
    compiler: firstLine('c++', '--version'),
  };
}

/** @param {string} command @param {string} argument */
function firstLine(command, argument) {
  try {
    return execFileSync(command, [argument], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0] ?? '';
  } catch {
    return 'unknown';
  }
}
