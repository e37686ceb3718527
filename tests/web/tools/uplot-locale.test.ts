import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

import { forAnyLanguage } from '../../../tools/uplot-locale.mjs';

const entry = createRequire(import.meta.url).resolve('uplot');
const source = readFileSync(join(entry, '..', 'uPlot.esm.js'), 'utf8');

/** Loads uPlot in a page of a browser that says "C" when it is asked for its language. */
function load(code: string): unknown {
  const target = { addEventListener: () => {}, dispatchEvent: () => true };
  const page = { ...target, document: { ...target, createElement: () => ({}) }, navigator: { language: 'C' }, CustomEvent, devicePixelRatio: 1, matchMedia: () => target };
  return runInNewContext(`${code.replace(/export \{ uPlot as default \};?/, '')}; typeof uPlot;`, { ...page, window: page });
}

test('uPlot does not load where the language is "C"; the copy that is built into the page does', () => {
  expect(() => load(source)).toThrow(/locale/i);
  expect(load(forAnyLanguage(source))).toBe('function');
});

test('a uPlot that is written differently stops the build', () => {
  expect(() => forAnyLanguage('export default 1;')).toThrow(/uplot-locale\.mjs/);
});
