// What the address of the frame's page asks for: ?model=digits&mode=live&lang=es&threshold=0.6&top=3&theme=light&origin=https://host.example
import { LANGUAGES, type Language } from '../../element/messages/index.js';
import { isTheme, type Theme } from '../theme.js';

export type EmbedParameters = {
  /** A shipped model's name, or an address on this origin; null: all of them to choose from. */
  model: string | null;
  mode: string;
  language: Language | null;
  threshold: number | null;
  top: number | null;
  theme: Theme;
  /** The one origin whose page may hear and command; null: none. */
  origin: string | null;
  /** What was asked for and cannot be, as it stands in the address. */
  unusable: string[];
};

const modes = ['all', 'file', 'record', 'live'];

export function readParameters(search: string): EmbedParameters {
  const query = new URLSearchParams(search);
  const unusable: string[] = [];
  const read = <T>(name: string, absent: T, parse: (text: string) => T | undefined): T => {
    const text = query.get(name);
    if (text === null) return absent;
    const value = parse(text);
    if (value === undefined) unusable.push(`${name}=${text}`);
    return value ?? absent;
  };
  return {
    model: read<string | null>('model', null, (text) => text || undefined),
    mode: read('mode', 'all', (text) => modes.find((mode) => mode === text)),
    language: read<Language | null>('lang', null, (text) => LANGUAGES.find((language) => language === text)),
    threshold: read<number | null>('threshold', null, (text) => numberIn(text, (value) => value >= 0 && value <= 1)),
    top: read<number | null>('top', null, (text) => numberIn(text, (value) => Number.isInteger(value) && value >= 0)),
    theme: read<Theme>('theme', 'auto', (text) => (isTheme(text) ? text : undefined)),
    origin: read<string | null>('origin', null, originOf),
    unusable,
  };
}

function numberIn(text: string, fits: (value: number) => boolean): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && fits(value) ? value : undefined;
}

/** "https://host.example", with or without a slash behind it; "*" and whole addresses are no origin. */
function originOf(text: string): string | undefined {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  return text === origin || text === `${origin}/` ? origin : undefined;
}
