import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { headersFile, headersFor } from '../../../tools/headers.mjs';
import { fileFor, serve } from '../../../tools/serve.mjs';

type Answer = { status: number; headers: Record<string, unknown>; body: Buffer };
const page = '<!doctype html><title>page</title>';
const program = 'export const one = 1;'.repeat(50);

describe('local server', () => {
  let folder: string;
  let site: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    const parent = mkdtempSync(join(tmpdir(), 'earshot-serve-'));
    folder = join(parent, 'dist');
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(parent, 'secret.txt'), 'secret');
    writeFileSync(join(folder, '.hidden'), 'hidden');
    writeFileSync(join(folder, '_headers'), 'headers');
    writeFileSync(join(folder, 'index.html'), page);
    writeFileSync(join(folder, 'assets', 'app-1.js'), program);
    writeFileSync(join(folder, 'assets', 'app-1.js.br'), brotliCompressSync(program));
    writeFileSync(join(folder, 'assets', 'core-1.wasm'), Buffer.from([0, 97, 115, 109]));
    site = await serve({ folder });
  });

  afterAll(async () => {
    await site.close();
    rmSync(join(folder, '..'), { recursive: true });
  });

  // node:http, because fetch() tidies the path and decodes the body before we can look.
  const get = (path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port: site.port, path, ...options }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      });
      request.on('error', reject);
      request.end();
    });

  test('lets every site frame embed.html and no other document', () => {
    const policyOf = (path: string): string => headersFor(path)['Content-Security-Policy'] ?? '';
    for (const path of ['/', '/index.html', '/standalone.html']) expect(policyOf(path)).toMatch(/frame-ancestors 'self'/);
    expect(policyOf('/embed.html')).toMatch(/script-src 'self'/);
    expect(policyOf('/embed.html')).not.toMatch(/frame-ancestors/);
  });

  test('the page comes with the strict policy and is revalidated each time', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(body.toString()).toBe(page);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['permissions-policy']).toContain('microphone=(self)');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(headers['cross-origin-opener-policy']).toBeUndefined();
  });

  test('an asset may be kept for ever', async () => {
    const { headers } = await get('/assets/app-1.js?v=1');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('wasm has the type that streaming compilation asks for', async () => {
    expect((await get('/assets/core-1.wasm')).headers['content-type']).toBe('application/wasm');
  });

  test('the compressed copy goes to whoever accepts it, and only there', async () => {
    const compressed = await get('/assets/app-1.js', { headers: { 'accept-encoding': 'gzip, br;q=0.9' } });
    expect(compressed.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(compressed.body).toString()).toBe(program);
    for (const encoding of ['gzip', 'br;q=0', 'identity']) {
      const plain = await get('/assets/app-1.js', { headers: { 'accept-encoding': encoding } });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.body.toString()).toBe(program);
    }
  });

  test('an unchanged file is not sent twice', async () => {
    const { headers } = await get('/');
    const again = await get('/', { headers: { 'if-none-match': String(headers['etag']) } });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    expect((await get('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('HEAD answers with the length and without a body', async () => {
    const { status, headers, body } = await get('/', { method: 'HEAD' });
    expect(status).toBe(200);
    expect(headers['content-length']).toBe(String(page.length));
    expect(body).toHaveLength(0);
  });

  test('other methods are refused', async () => {
    const { status, headers } = await get('/', { method: 'POST' });
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET, HEAD');
  });

  test.each([
    '/missing.js', '/assets', '/assets/', '/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt',
    '/..%5csecret.txt', '/.hidden', '/_headers', '/assets/app-1.js.br', '/%00', '/%zz', '//secret.txt',
  ])('%s is not there', async (path) => {
    const { status, headers, body } = await get(path);
    expect(status).toBe(404);
    expect(headers['content-security-policy']).toBeDefined();
    expect(headers['cache-control']).toBe('no-cache');
    expect(body.toString()).toBe('There is no such file.\n');
  });

  test('no path leads out of the folder', () => {
    expect(fileFor(folder, '/../dist-other/x')).toBeNull();
    expect(fileFor(folder, '/index.html')).toBe(join(folder, 'index.html'));
  });

  test('a taken port is an error, or the next free one on request', async () => {
    await expect(serve({ folder, port: site.port })).rejects.toThrow(/is taken/);
    const next = await serve({ folder, port: site.port, nextFree: true });
    expect(next.port).toBeGreaterThan(site.port);
    await next.close();
  });
});

test('hosts that read a _headers file get the same table', () => {
  expect(headersFile()).toMatch(/^\/\*\n {2}Content-Security-Policy: default-src 'none';/);
  expect(headersFile()).toMatch(/\n\/assets\/\*\n {2}Cache-Control: public, max-age=31536000, immutable\n/);
});
