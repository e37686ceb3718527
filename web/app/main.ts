// The page: <audio-classifier> with the models and clips beside it, a language and a theme.
import '../element/register.js';
import { LANGUAGES, pickLanguage, type Language } from '../element/messages/index.js';
import { readModels, readSamples } from './catalogue.js';
import { languageNames, pageTexts } from './page-text.js';
import { readPreference, writePreference } from './preferences.js';
import { isTheme, nextTheme, type Theme } from './theme.js';

void import('./warm-up.js').catch(() => {}); // its failure shows when a model is loaded

function byId<T extends Element>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found as unknown as T;
}

const root = document.documentElement;
const element = byId<HTMLElementTagNameMap['audio-classifier']>('classify');
const languageSelect = byId<HTMLSelectElement>('language');
const themeButton = byId<HTMLButtonElement>('theme');

let language: Language = pickLanguage([readPreference('language') ?? '', ...navigator.languages]);
const storedTheme = readPreference('theme');
let theme: Theme = isTheme(storedTheme) ? storedTheme : 'auto';

function showLanguage(): void {
  const text = pageTexts[language];
  root.lang = language;
  document.title = text.documentTitle;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const key = node.dataset['text'] as 'skip' | 'language' | 'title' | 'lead';
    node.textContent = text[key];
  }
  languageSelect.value = language;
  showTheme();
}

function showTheme(): void {
  const text = pageTexts[language];
  root.dataset['theme'] = theme;
  const name = text.themes[theme];
  byId('theme-name').textContent = name;
  themeButton.setAttribute('aria-label', text.theme(name));
}

for (const code of LANGUAGES) languageSelect.add(new Option(languageNames[code], code));
languageSelect.addEventListener('change', () => {
  language = pickLanguage([languageSelect.value]);
  writePreference('language', language);
  showLanguage();
});
themeButton.addEventListener('click', () => {
  theme = nextTheme(theme);
  writePreference('theme', theme);
  showTheme();
});
showLanguage();

// A file that misses the drop zone must not replace the page; it is taken as well.
window.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
});
window.addEventListener('drop', (event) => {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  void element.add(event.dataTransfer);
});

const [models, samples] = await Promise.all([readModels(document.baseURI), readSamples(document.baseURI)]);
element.models = models;
element.samples = samples;
element.model = models[0]?.url ?? null;
