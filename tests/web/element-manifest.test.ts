// custom-elements.json, which editors and documentation tools read, says what the class and its templates do.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { AudioClassifierElement } from '../../web/element/audio-classifier.js';
import type { EventDetails } from '../../web/element/events.js';
import type { StateKind } from '../../web/element/state.js';

type Named = { name: string; attribute?: string; kind?: string; readonly?: boolean };
type Declaration = Record<'attributes' | 'members' | 'events' | 'cssParts' | 'cssProperties' | 'cssStates', Named[]>;

const root = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'web', 'element', 'custom-elements.json'), 'utf8')) as { modules: { declarations?: Declaration[] }[] };
const declaration = manifest.modules[0]?.declarations?.[0] as Declaration;
const names = (list: readonly Named[]): string[] => list.map(({ name }) => name).sort();

const sources = ['element', 'ui'].flatMap((folder) => readdirSync(join(root, 'web', folder), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(root, 'web', folder, file), 'utf8'))).join('\n');
const found = (pattern: RegExp): string[] => [...new Set([...sources.matchAll(pattern)].flatMap((match) => (match[1] ?? '').split(/\s+/)))].sort();

// The compiler misses a key here when one is added there.
const events: Record<keyof EventDetails, true> = { ready: true, prediction: true, detection: true, 'state-change': true, progress: true, error: true };
const states: Record<StateKind, true> = { idle: true, loading: true, ready: true, classifying: true, listening: true, recording: true, failed: true };

describe('custom-elements.json', () => {
  test('lists the attributes of the class, and `name`, which belongs to every control of a form', () => {
    expect(names(declaration.attributes)).toEqual([...AudioClassifierElement.observedAttributes, 'name'].sort());
  });

  test('lists its properties, and nothing that is not there', () => {
    const { properties, prototype } = AudioClassifierElement as unknown as { properties: object; prototype: object };
    const fields = declaration.members.filter(({ kind }) => kind === 'field');
    const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, { get }]) => get).map(([name]) => name);
    const internal = ['settings'];
    expect(names(fields)).toEqual([...new Set([...Object.keys(properties), ...own])].filter((name) => !internal.includes(name)).sort());
    for (const { name, kind } of declaration.members) if (kind === 'method') expect(typeof Reflect.get(prototype, name), name).toBe('function');
  });

  test('lists its events, its states', () => {
    expect(names(declaration.events)).toEqual(Object.keys(events).sort());
    expect(names(declaration.cssStates)).toEqual(Object.keys(states).sort());
  });

  test('lists the parts of its templates and the custom properties of its styles', () => {
    expect(names(declaration.cssParts)).toEqual(found(/\bpart="([^"$]+)"/g));
    expect(names(declaration.cssProperties)).toEqual(found(/var\((--earshot-[\w-]+)/g));
  });
});
