// What the documents tell a reader to put on a page, on a page that serves the package as earshot/: `ts page` blocks run to their end, `html`
// blocks become a widget that is ready. Blocks that name another origin or a bundler's way of importing are the business of tests of their own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { blocksOf, documents, isForPages, reasonNotToRun } from '../../tools/lib/documents.mjs';
import { toJavaScript } from '../../tools/lib/run-in-node.mjs';
import { microphoneClip } from '../e2e/support/microphone-clip.js';
import { root, sample, samplePath } from '../e2e/support/repository.js';
import type {} from '../../web/element/audio-classifier.js';
import { host, siteFolder } from './support/sites.js';
import { visit } from './support/visit.js';

const { file } = sample(0);
const clip = samplePath(file);
const microphone = { clip: microphoneClip(file) };
const blocks = documents()
  .flatMap((document) => blocksOf(document, readFileSync(join(root, document), 'utf8')))
  .filter((block) => isForPages(block) && reasonNotToRun(block) === null && !/https?:|\?url/.test(block.code));
const ofLanguage = (language: string) => blocks.filter((block) => block.language === language).map((block) => [`${block.file}:${block.line}`, block] as const);

function pageOf(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A document's page</title><link rel="icon" href="data:,">
    <script type="importmap">{ "imports": { "earshot": "/earshot/index.js", "earshot/element": "/earshot/element.js" } }</script></head>
    <body>${body}</body></html>`;
}

type Finished = { finished?: boolean };

describe('snippets for pages', () => {
  test.each(ofLanguage('ts'))('%s runs to its end', async (_, block) => {
    const script = `${toJavaScript(block)}\nglobalThis.finished = true;\n`;
    const folder = siteFolder('document-script', { 'index.html': pageOf('<input type="file">'), 'snippet.js': script });
    await visit([await host(folder)], '', { microphone }, async ({ page, problems }) => {
      const printed: string[] = [];
      page.on('console', (message) => printed.push(message.text()));
      const input = page.locator('input');
      await input.setInputFiles(clip);
      await page.addScriptTag({ type: 'module', url: '/snippet.js' });
      await expect.poll(() => page.evaluate(() => (globalThis as Finished).finished), { timeout: 30_000 }).toBe(true);
      if (block.code.includes("'change'")) await input.setInputFiles(samplePath(sample(1).file)); // another one, or nothing changes
      if (block.code.includes('console.log')) await expect.poll(() => printed.length, { timeout: 30_000 }).toBeGreaterThan(0);
      expect(problems).toEqual([]);
    });
  });

  test.each(ofLanguage('html'))('%s becomes a widget that is ready', async (_, block) => {
    const script = block.code.includes('<script') ? '' : '<script type="module" src="/earshot/element.js"></script>';
    const folder = siteFolder('document-page', { 'index.html': pageOf(`${script}${block.code}`) });
    await visit([await host(folder)], '', {}, async ({ page, problems }) => {
      await page.locator('audio-classifier').first().scrollIntoViewIfNeeded();
      await expect.poll(() => page.evaluate(() => document.querySelector('audio-classifier')?.state?.kind), { timeout: 30_000 }).toBe('ready');
      expect(problems).toEqual([]);
    });
  });
});
