// Keeps the page for use without a connection: everything that offline.json lists is fetched once for each version, and
// answered from there. A new version waits until the page says so. Models that are chosen are kept as well, and ONNX Runtime
// when one of them needed it.
const worker = self as unknown as ServiceWorkerGlobalScope;

/** The build writes the version in, so that this file changes with any other. */
const version = '__EARSHOT_VERSION__';
const cacheName = `earshot-${version}`;
/** Of all versions: their names have a hash of their content. */
const modelCache = 'earshot-models';
const modelFolder = '/models/files/';
/** Kept like a model, when a model has needed it. */
const onnxRuntime = /\/assets\/(ort\.|ort-wasm)[^/]*$/;
const atOnce = 4;

type Listing = { files: string[] };

worker.addEventListener('install', (event) => event.waitUntil(keepEverything()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', (event) => {
  if (event.data === 'replace') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === 'GET' && request.url.startsWith(worker.registration.scope)) event.respondWith(answer(request, url));
});

/** Whole or not at all: a file that cannot be had lets the installation fail, and the next visit tries again. */
async function keepEverything(): Promise<void> {
  const listing = (await (await fetched('offline.json')).json()) as Listing;
  const cache = await caches.open(cacheName);
  const left = [...listing.files];
  const keepNext = async (): Promise<void> => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const url = new URL(path, worker.registration.scope).href;
      // A name with a hash in it means the same content in any version.
      const known = /-[\w-]{8,}\.\w+$/.test(path) ? await caches.match(url) : undefined;
      await cache.put(url, known ?? (await fetched(url)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepNext));
}

async function fetched(url: string): Promise<Response> {
  const response = await fetch(new URL(url, worker.registration.scope), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('earshot-') && name !== cacheName && name !== modelCache) await caches.delete(name);
  }
  await worker.clients.claim();
}

async function answer(request: Request, url: URL): Promise<Response> {
  const wanted = request.mode === 'navigate' && url.pathname.endsWith('/') ? new URL('index.html', url) : url;
  const known = await caches.match(wanted, { ignoreSearch: true });
  if (known) return request.headers.has('range') ? part(known, request.headers.get('range') ?? '') : known;
  const response = await fetch(request);
  if (response.ok && (url.pathname.includes(modelFolder) || onnxRuntime.test(url.pathname))) {
    const copy = response.clone();
    void caches.open(modelCache).then((cache) => cache.put(request, copy)).catch(() => {}); // a full disk: it is fetched again
  }
  return response;
}

/** What a media element asks for; Safari accepts nothing else. */
async function part(whole: Response, range: string): Promise<Response> {
  const bytes = await whole.arrayBuffer();
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = from === '' ? Math.max(0, bytes.byteLength - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes.byteLength - 1 : Math.min(Number(to), bytes.byteLength - 1);
  const headers = new Headers(whole.headers);
  headers.set('Content-Range', `bytes ${start}-${end}/${bytes.byteLength}`);
  headers.set('Content-Length', String(end - start + 1));
  return new Response(bytes.slice(start, end + 1), { status: 206, headers });
}
