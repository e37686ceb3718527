// One HTML file that classifies from a disk: the page built for it (standalone.html beside this one), with a model put in.

/** Where the model goes, see tools/standalone.mjs. */
const PLACE = '<!--earshot-model-->';

export async function standalonePage(model: Uint8Array, title: string, language: string): Promise<Blob> {
  const response = await fetch(new URL('standalone.html', document.baseURI));
  const page = response.ok ? await response.text() : '';
  const at = page.indexOf(PLACE);
  if (at < 0) throw new Error('The page for one file is not beside this one. Reload the page and try again.');
  const data = `<script type="application/json" id="earshot-model">${JSON.stringify({ title, language, model: base64(model) }).replaceAll('<', '\\u003c')}</script>`;
  return new Blob([page.slice(0, at), data, page.slice(at + PLACE.length)], { type: 'text/html' });
}

const CHUNK = 3 * 4096; // a multiple of three, so that chunks join without padding between them

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK))));
  return parts.join('');
}
