import { describe, expect, test } from 'vitest';

import { pageTexts } from '../../web/app/page-text.js';
import { nextTheme, THEMES } from '../../web/app/theme.js';
import { LANGUAGES, loadMessages, messagesFor, pickLanguage, type Language, type Messages } from '../../web/element/messages/index.js';
import { en } from '../../web/element/messages/en.js';
import { foreignTexts } from '../../web/element/foreign/text.js';
import { es } from '../../web/element/messages/es.js';
import { pt } from '../../web/element/messages/pt.js';

const messageTables: Record<Language, Messages> = { en, es, pt };

/** Every text of a table by its path; functions are called with markers so that a dropped argument shows. */
function texts(table: object, path = ''): [string, string][] {
  return Object.entries(table).flatMap(([key, value]): [string, string][] => {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'string') return [[name, value]];
    if (typeof value === 'function') {
      const markers = Array.from({ length: value.length }, (_, i) => `<${i}>`);
      return [[name, (value as (...args: string[]) => string)(...markers)]];
    }
    return texts(value as object, name);
  });
}

describe('messages', () => {
  test.each(LANGUAGES)('%s: every text is there, and uses all that it is given', (language) => {
    const english = new Map(texts(messageTables.en));
    const own = texts(messageTables[language]);
    expect(own.map(([name]) => name).sort()).toEqual([...english.keys()].sort());
    for (const [name, text] of own) {
      expect(text.trim(), name).not.toBe('');
      const markers = (value: string): string[] => [...value.matchAll(/<\d>/g)].map(([marker]) => marker).sort();
      expect(markers(text), name).toEqual(markers(english.get(name) ?? ''));
    }
  });

  test.each(['es', 'pt'] as const)('%s: sentences are translated, not copied', (language) => {
    const english = new Map(texts(messageTables.en));
    const copied = texts(messageTables[language]).filter(([name, text]) => text === english.get(name) && /\p{L}+ \p{L}+ \p{L}+/u.test(text));
    expect(copied).toEqual([]);
  });

  test.each(LANGUAGES)('%s: the form for models of others has every text, with all that it is given', (language) => {
    const english = new Map(texts(foreignTexts.en));
    const own = texts(foreignTexts[language]);
    expect(own.map(([name]) => name).sort()).toEqual([...english.keys()].sort());
    const markers = (value: string): string[] => [...value.matchAll(/<\d>/g)].map(([marker]) => marker).sort();
    for (const [name, text] of own) expect(markers(text), name).toEqual(markers(english.get(name) ?? ''));
    const copied = own.filter(([name, text]) => language !== 'en' && text === english.get(name) && /\p{L}+ \p{L}+ \p{L}+/u.test(text));
    expect(copied).toEqual([]);
  });

  test.each(LANGUAGES)('%s: errors are sentences', (language) => {
    for (const text of Object.values(messageTables[language].errors)) expect(text).toMatch(/^\p{Lu}.*\.$/u);
  });

  test('the language is the first one wanted that we speak', () => {
    expect(pickLanguage(['fr-CA', 'pt-BR', 'es'])).toBe('pt');
    expect(pickLanguage(['ES_mx'])).toBe('es');
    expect(pickLanguage(['', 'de'])).toBe('en');
    expect(pickLanguage([])).toBe('en');
  });

  test('a language is English until it is loaded', async () => {
    expect(messagesFor('pt').record).toBe(en.record);
    await loadMessages('pt');
    expect(messagesFor('pt').record).toBe(pt.record);
  });

  test('a host can replace single words and single error sentences', () => {
    const text = messagesFor('en', { record: 'Speak', errors: { io: 'Gone.' } });
    expect(text.record).toBe('Speak');
    expect(text.errors.io).toBe('Gone.');
    expect(text.errors.internal).toBe(messageTables.en.errors.internal);
    expect(text.listen).toBe(messageTables.en.listen);
  });

  test('the page speaks the same languages', () => {
    for (const language of LANGUAGES) {
      expect(texts(pageTexts[language]).map(([name]) => name)).toEqual(texts(pageTexts.en).map(([name]) => name));
    }
  });

  test('the theme button comes back to where it began', () => {
    expect(THEMES.reduce((theme) => nextTheme(theme), THEMES[0])).toBe(THEMES[0]);
  });
});
