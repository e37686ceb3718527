// The page for a frame on another site: <audio-classifier> alone, set by the address (embed/parameters.ts), in touch with one
// origin (embed/bridge.ts).
import '../element/register.js';
import { pickLanguage } from '../element/messages/index.js';
import { readModels } from './catalogue.js';
import { connectParent } from './embed/bridge.js';
import { readParameters } from './embed/parameters.js';
import { pageTexts } from './page-text.js';

void import('./warm-up.js').catch(() => {}); // its failure shows when a model is loaded

const asked = readParameters(location.search);
const root = document.documentElement;
const language = asked.language ?? pickLanguage(navigator.languages);
const text = pageTexts[language];
root.lang = language;
root.dataset['theme'] = asked.theme;
document.title = text.documentTitle;

const element = document.createElement('audio-classifier');
element.mode = asked.mode as typeof element.mode;
element.threshold = asked.threshold;
if (asked.top !== null) element.top = asked.top;

const listed = readModels(document.baseURI);
connectParent(element, asked.origin, modelUrl);
document.querySelector('main')?.append(element);
// A file that misses the drop zone must not replace the page; it is taken as well.
window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener('drop', (event) => {
  if (event.defaultPrevented || !event.dataTransfer) return;
  event.preventDefault();
  void element.add(event.dataTransfer);
});

const models = await listed;
const wanted = asked.model === null ? (models[0]?.url ?? null) : await modelUrl(asked.model);
if (asked.model === null) element.models = models;
else if (wanted === null) asked.unusable.push(`model=${asked.model}`);
// A model that somebody chose before the list was there is the one they want.
if (element.state.kind === 'idle') element.model ??= wanted;
if (asked.unusable.length > 0) {
  const notice = document.createElement('p');
  notice.setAttribute('role', 'alert');
  notice.className = 'unusable';
  notice.textContent = text.embedUnusable(asked.unusable.join(', '));
  element.before(notice);
}

/** By name, or by an address on this origin: no other would be let through by the policy. */
async function modelUrl(name: string): Promise<string | null> {
  const shipped = (await listed).find((model) => model.name === name);
  if (shipped) return shipped.url;
  if (!/\.onnx$/i.test(name) || !URL.canParse(name, document.baseURI)) return null;
  const url = new URL(name, document.baseURI);
  return url.origin === location.origin ? url.href : null;
}
