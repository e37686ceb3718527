// Which language. English comes with the Studio; the others are fetched when they are wanted.
import type { Language } from '../../../element/messages/index.js';
import { en, type StudioText } from './en.js';

export type { StudioText } from './en.js';

const sources: Record<Language, () => Promise<StudioText>> = {
  en: async () => en,
  es: async () => (await import('./es.js')).es,
  pt: async () => (await import('./pt.js')).pt,
};

const tables = new Map<Language, StudioText>([['en', en]]);

/** Resolves in any case: without a connection the words stay English, and the next call tries again. */
export async function loadStudioText(language: Language): Promise<void> {
  if (tables.has(language)) return;
  try {
    tables.set(language, await sources[language]());
  } catch {
    // not reachable now
  }
}

export function studioTextFor(language: Language): StudioText {
  return tables.get(language) ?? (en);
}
