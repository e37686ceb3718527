// Serves a built page on this machine with the headers a production site sends. Used by `npm start` and by the browser
// tests.
//
//   node tools/serve.mjs [FOLDER]    PORT=8080 by default; the next free port when that one is taken
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import { headersFor } from './headers.mjs';

const host = '127.0.0.1';

/** @type {Record<string, string>} */
const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.onnx': 'application/octet-stream',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * The file of `folder` that a URL path means, or null. Nothing outside the folder, nothing hidden, and neither the
 * precompressed copies nor the table of headers by their own names.
 * @param {string} folder
 * @param {string} path still percent-encoded
 */
export function fileFor(folder, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const base = resolve(folder);
  const file = resolve(base, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`);
  if (!file.startsWith(base + sep)) return null;
  const names = file.slice(base.length + 1).split(sep);
  if (names.some((name) => name.startsWith('.') || name === '_headers' || name.endsWith('.br'))) return null;
  return file;
}

/**
 * @param {string} folder
 * @param {(path: string) => Record<string, string>} headers
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(folder, headers, request, response) {
  // The path alone decides; it is taken from the raw URL because URL() would resolve ".." before we could refuse it.
  const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
  for (const [name, value] of Object.entries(headers(path))) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return plain(request, response, 405, 'Only GET and HEAD are answered here.');
  }
  const file = path.startsWith('/') ? fileFor(folder, path) : null;
  const found = file !== null && (await stat(file).then((info) => info.isFile(), () => false));
  if (!found) return plain(request, response, 404, 'There is no such file.');

  response.setHeader('Content-Type', contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream');
  response.setHeader('Vary', 'Accept-Encoding');
  const compressed = acceptsBrotli(request.headers['accept-encoding']) && existsSync(`${file}.br`);
  if (compressed) response.setHeader('Content-Encoding', 'br');
  const body = await readFile(compressed ? `${file}.br` : file);
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  response.setHeader('ETag', tag);
  const known = (request.headers['if-none-match'] ?? '').split(',').map((value) => value.trim().replace(/^W\//, ''));
  if (known.includes(tag)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Length', body.length);
  response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} sentence
 */
function plain(request, response, status, sentence) {
  const body = `${sentence}\n`;
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.writeHead(status).end(request.method === 'HEAD' ? undefined : body);
}

/** @param {string | string[] | undefined} header */
function acceptsBrotli(header) {
  return String(header ?? '').split(',').some((coding) => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(coding));
}

/**
 * Starts serving; resolves once connections are accepted.
 * @param {{folder: string, port?: number, nextFree?: boolean, headers?: (path: string) => Record<string, string>}} options port 0 picks
 *   any free one; `headers` of an answer, by its path: default, those of a production site
 * @returns {Promise<{url: string, port: number, close: () => Promise<void>}>}
 */
export async function serve({ folder, port = 0, nextFree = false, headers = headersFor }) {
  const server = createServer((request, response) => {
    answer(folder, headers, request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) plain(request, response, 500, 'The server failed; its console says why.');
      else response.destroy();
    });
  });
  let chosen = port;
  while (!(await listen(server, chosen))) {
    if (!nextFree || chosen >= port + 100) throw new Error(`Port ${chosen} is taken; set PORT to another one.`);
    chosen++;
  }
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : chosen;
  return {
    url: `http://${host}:${actual}/`,
    port: actual,
    close: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  };
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<boolean>} false when the port is taken
 */
function listen(server, port) {
  return new Promise((done, failed) => {
    const onError = (/** @type {NodeJS.ErrnoException} */ error) => (error.code === 'EADDRINUSE' ? done(false) : failed(error));
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      done(true);
    });
  });
}

/**
 * Serves on PORT (or 8080, or the next free port) and says where.
 * @param {string} folder
 */
export async function serveAndSay(folder) {
  const wanted = Number(process.env.PORT ?? 8080);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) throw new Error('PORT must be a number from 0 to 65535.');
  const site = await serve({ folder, port: wanted, nextFree: true });
  if (wanted !== 0 && site.port !== wanted) console.log(`Port ${wanted} is taken, so this is the next free one.`);
  console.log(`Earshot is at ${site.url}   (Ctrl+C stops it)`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2] ?? 'dist';
  if (!existsSync(join(folder, 'index.html'))) {
    console.error(`${folder} holds no page yet; build it with: npm run build`);
    process.exit(1);
  }
  try {
    await serveAndSay(folder);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
