// Which language, and the host's own words on top of it. English is always there; the others are fetched when they are wanted.
import { en } from './en.js';
import type { MessageOverrides, Messages } from './messages.js';

export type { MessageOverrides, Messages } from './messages.js';

export const LANGUAGES = ['en', 'es', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

const sources: Record<Language, () => Promise<Messages>> = {
  en: async () => en,
  es: async () => (await import('./es.js')).es,
  pt: async () => (await import('./pt.js')).pt,
};

const tables = new Map<Language, Messages>([['en', en]]);

/** True when messagesFor answers in this language. */
export function hasMessages(language: Language): boolean {
  return tables.has(language);
}

/** Resolves in any case: without a connection the words stay English, and the next call tries again. */
export async function loadMessages(language: Language): Promise<void> {
  if (tables.has(language)) return;
  try {
    tables.set(language, await sources[language]());
  } catch {
    // not reachable now
  }
}

export function messagesFor(language: Language, overrides: MessageOverrides = {}): Messages {
  const table = tables.get(language) ?? en;
  return {
    ...table,
    ...overrides,
    errors: { ...table.errors, ...overrides.errors },
    status: { ...table.status, ...overrides.status },
  };
}

/** The first of the wanted BCP 47 tags whose language we speak, else English. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split(/[-_]/)[0];
    const language = LANGUAGES.find((known) => known === primary);
    if (language) return language;
  }
  return 'en';
}
