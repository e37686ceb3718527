// The page in one file: <audio-classifier> with the model and the engine that lie in the document, from a disk and without a
// connection. The Studio makes such files (studio/standalone-page.ts).
import { Classifier } from '../api/classifier.js';
import '../element/register.js';
import { loadMessages, pickLanguage } from '../element/messages/index.js';
import { pageTexts } from './page-text.js';

type Contents = { title: string; language: string; model: string };

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? '';
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const { title, language: written, model } = JSON.parse(textOf('earshot-model')) as Contents;
const language = pickLanguage([written]);
const engine = bytesOf(textOf('earshot-engine'));
const element = document.createElement('audio-classifier');
document.documentElement.lang = language;
document.title = title;
const heading = document.querySelector('h1');
if (heading) heading.textContent = title;
const lead = document.querySelector('[data-text=lead]');
if (lead) lead.textContent = pageTexts[language].lead;

await loadMessages(language);
element.loader = async (source, options) => Classifier.load(source, { ...options, wasmBinary: engine });
document.querySelector('main')?.append(element);
// A file that misses the drop zone must not replace the page.
window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer) void element.add(event.dataTransfer);
});
await element.load(bytesOf(model));
