// The page: <audio-classifier> with the models and clips beside it, the Studio on demand, a language and a theme.
import '../element/register.js';
import { LANGUAGES, pickLanguage, type Language } from '../element/messages/index.js';
import type { ModelChoice } from '../element/choices.js';
import { readModels, readSamples } from './catalogue.js';
import { keptChoice, keptIdOf, listKept, readKept } from './kept.js';
import { languageNames, pageTexts } from './page-text.js';
import { readPreference, writePreference } from './preferences.js';
import { isTheme, nextTheme, type Theme } from './theme.js';
import { Offline, type OfflineState } from './offline/offline.js';
import { Views } from './views.js';

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

let shipped: readonly ModelChoice[] = [];
let language: Language = pickLanguage([readPreference('language') ?? '', ...navigator.languages]);
const storedTheme = readPreference('theme');
let offlineState: OfflineState = 'not-yet';
let theme: Theme = isTheme(storedTheme) ? storedTheme : 'auto';

const views = new Views({
  main: byId('main'),
  classifier: element,
  hero: byId('hero'),
  links: [...document.querySelectorAll<HTMLAnchorElement>('[data-view]')],
  failed: () => pageTexts[language].studioFailed,
  changed: () => showLanguage(),
  models: (kept) => {
    element.models = [...shipped, ...kept.map(keptChoice)];
  },
  use: (model) => {
    element.models = [...shipped, keptChoice(model), ...element.models.filter(({ url }) => keptIdOf(url) !== null && keptIdOf(url) !== model.id)];
    element.model = keptChoice(model).url;
    location.hash = '';
  },
});

function showLanguage(): void {
  const text = pageTexts[language];
  root.lang = language;
  document.title = views.view === 'studio' ? text.studioTitle : text.documentTitle;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const key = node.dataset['text'] as 'skip' | 'language' | 'title' | 'lead' | 'views' | 'classify' | 'studio' | 'updateNow';
    node.textContent = text[key];
  }
  languageSelect.value = language;
  showTheme();
  showOffline();
}

function showOffline(): void {
  const text = pageTexts[language];
  byId<HTMLElement>('foot').hidden = offlineState === 'not-yet';
  byId('offline').textContent = offlineState === 'not-yet' ? '' : offlineState === 'ready' ? text.offlineReady : text.updateWaits;
  byId<HTMLElement>('update').hidden = offlineState !== 'update';
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

const offline = new Offline((state) => {
  offlineState = state;
  showOffline();
});
byId('update').addEventListener('click', () => offline.replace());

// A file that misses the drop zone must not replace the page; it is taken as well.
window.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
});
window.addEventListener('drop', (event) => {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  if (views.studio) void views.studio.add(event.dataTransfer);
  else void element.add(event.dataTransfer);
});

// A model that the Studio kept lies in this browser and not at an address.
const loadShipped = element.loader;
element.loader = async (source, options) => {
  const id = typeof source === 'string' ? keptIdOf(source) : null;
  return loadShipped(id === null ? source : await readKept(id), options);
};

const [models, samples, kept] = await Promise.all([readModels(document.baseURI), readSamples(document.baseURI), listKept()]);
shipped = models;
element.models = [...models, ...kept.map(keptChoice)];
element.samples = samples;
// A model that somebody chose before the list was there is the one they want.
if (element.state.kind === 'idle') element.model ??= models[0]?.url ?? null;

// What follows is for the next visit: not before this one has what it needs.
if (document.readyState !== 'complete') await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
setTimeout(() => void offline.start(), 2000);
