// Serves folders of this machine to the browser under one origin on 127.0.0.1, as they are: no compression and no
// special headers, for us and for the peers alike.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';

/** @type {Record<string, string>} */
const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * @param {Record<string, string>} mounts first part of the path -> folder
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serveFolders(mounts) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split(/[?#]/, 1)[0] ?? '/');
    const [, mount = '', ...rest] = path.split('/');
    const folder = mounts[mount];
    const file = folder && resolve(folder, rest.join('/'));
    const inside = file && (file + sep).startsWith(resolve(folder) + sep);
    const info = inside ? await stat(file).catch(() => null) : null;
    if (!file || !info?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', contentTypes[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', info.size);
    response.setHeader('Cache-Control', 'no-cache');
    createReadStream(file).pipe(response.writeHead(200));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(null)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The benchmark server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((closed) => { server.closeAllConnections(); server.close(() => closed()); }),
  };
}

