// One script tag from another origin, as from a CDN, and the policies that pages may have. What docs/embedding.md promises.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { expectText } from '../e2e/support/expect-text.js';
import { microphoneClip } from '../e2e/support/microphone-clip.js';
import { root, sample, samplePath, spokenDigit } from '../e2e/support/repository.js';
import type {} from '../../web/element/audio-classifier.js';
import { host, packageFolder, siteFolder, strictPolicy, type Site } from './support/sites.js';
import { visit, type Visit } from './support/visit.js';

const { file } = sample(0);
const clip = samplePath(file);
const digit = spokenDigit(0);
const budget = 60 * 1024; // bytes, brotli: the widget's scripts, before engine and model
const documented = readFileSync(join(root, 'docs', 'embedding.md'), 'utf8');

/** A page whose script and model come from a second site; `policy` knows that site's origin. */
async function fromElsewhere(name: string, policy: ((other: string) => string) | null, use: (visit: Visit, cdn: Site) => Promise<void>): Promise<void> {
  const cdn = await host(packageFolder, { cors: true });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<script type="module" src="${cdn.url}element.js"></script>
<audio-classifier model="${cdn.url}models/digits/digits.onnx"></audio-classifier></html>`;
  const page = await host(siteFolder(name, { 'index.html': html }), { policy: policy && policy(cdn.origin) });
  await visit([page, cdn], '', { microphone: { clip: microphoneClip(file) } }, (open) => use(open, cdn));
}

/** A policy of the document, in which the other origin is called https://cdn.example. */
function policyFromDocument(heading: string): (other: string) => string {
  const [, block] = new RegExp(`### ${heading}\\n[\\s\\S]*?\`\`\`\\n(script-src[^\`]*)\`\`\``).exec(documented) ?? [];
  if (!block) throw new Error(`docs/embedding.md has no policy under "${heading}".`);
  return (other) => `default-src 'none'; img-src data:; ${block.replace(/\s+/g, ' ').trim().replaceAll('https://cdn.example', other)}`;
}

async function classifiesAndListens({ page, part }: Visit): Promise<void> {
  await part('file-input').setInputFiles(clip);
  await expectText(part('result-label'), digit);
  await part('listen').click();
  await expectText(part('result-label'), digit);
  await part('stop').click();
  await page.getByTestId('listen').waitFor();
}

describe('the script of another origin', () => {
  test('without a policy it works in a worker made of a blob', () =>
    fromElsewhere('elsewhere', null, async (open) => {
      await classifiesAndListens(open);
      expect(open.page.workers().map((worker) => worker.url().slice(0, 5))).toEqual(['blob:']);
      expect(open.problems).toEqual([]);
    }));

  test('with the documented policy it does so as well', () =>
    fromElsewhere('elsewhere-policy', policyFromDocument('From another origin'), async (open) => {
      await classifiesAndListens(open);
      expect(open.page.workers().map((worker) => worker.url().slice(0, 5))).toEqual(['blob:']);
      expect(open.problems).toEqual([]);
    }));

  test('where no worker may be made of a blob it works in the page’s thread, in slices', () =>
    fromElsewhere('elsewhere-no-blob', policyFromDocument('Without workers'), async (open) => {
      await classifiesAndListens(open);
      expect(open.page.workers()).toEqual([]);
      // The browser says that it refused the blob, and nothing else is wrong.
      expect(open.problems.length).toBeGreaterThan(0);
      expect(open.problems.filter((problem) => !/worker/i.test(problem))).toEqual([]);
      // Minutes of sound leave the thread free between slices: timers fire while it is classified.
      const ticks = await open.page.evaluate(async () => {
        const element = document.querySelector('audio-classifier');
        const samples = Float32Array.from({ length: 300 * 16000 }, (_, i) => Math.sin(i / 5) / 2);
        let count = 0;
        const timer = setInterval(() => { count += 1; }, 0);
        await element?.classify({ samples, sampleRate: 16000 }, 'minutes');
        clearInterval(timer);
        return count;
      });
      expect(ticks).toBeGreaterThan(5);
    }));
});

describe('the script of the page’s own origin', () => {
  const own = (name: string, policy: string, use: (visit: Visit) => Promise<void>, html = '', files: Parameters<typeof siteFolder>[1] = {}): Promise<void> => {
    const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<script type="module" src="earshot/element.js"></script><audio-classifier model="earshot/models/digits/digits.onnx"></audio-classifier>${html}</html>`;
    return host(siteFolder(name, { ...files, 'index.html': text }), { policy }).then((site) => visit([site], '', { microphone: { clip: microphoneClip(file) } }, use));
  };

  test('needs no more than the strict policy, in a worker by file', () =>
    own('own', strictPolicy, async (open) => {
      await classifiesAndListens(open);
      expect(open.page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/earshot/worker.js']);
      expect(open.problems).toEqual([]);
    }));

  test('needs no more than the documented policy', () =>
    own('own-documented', policyFromDocument('From your own origin')(''), async (open) => {
      await classifiesAndListens(open);
      expect(open.problems).toEqual([]);
    }));

  test('a widget needs at most 60 kB of script before engine and model', () =>
    own('size', strictPolicy, async ({ page, part, requests }) => {
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), digit);
      const scripts = [...new Set([...requests.filter((request) => request.endsWith('.js')), ...page.workers().map((worker) => worker.url())])]
        .map((request) => new URL(request).pathname.replace('/earshot/', ''));
      const sizes = scripts.map((path) => ({ path, brotli: brotliCompressSync(readFileSync(join(packageFolder, path))).length }));
      const total = sizes.reduce((sum, { brotli }) => sum + brotli, 0);
      for (const { path, brotli } of [...sizes, { path: 'in all', brotli: total }]) console.log(`${(brotli / 1024).toFixed(1).padStart(6)} kB  ${path}`);
      expect(scripts).toContain('worker.js');
      expect(total).toBeLessThanOrEqual(budget);
    }));

  test('assetBase names another folder for worker and engine', () =>
    own('asset-base', strictPolicy, async ({ page, requests, problems }) => {
      const load = (assetBase: string): Promise<string> => page.evaluate(async (folder) => {
        const { Classifier } = await (globalThis as unknown as { earshot: Promise<typeof import('../../web/api/index.js')> }).earshot;
        return Classifier.load('earshot/models/digits/digits.onnx', { assetBase: folder }).then(({ info }) => info.labels.join(''), (error: { code: string }) => error.code);
      }, assetBase);
      await page.waitForFunction(() => 'earshot' in globalThis);
      expect(await load('/assets/')).toBe('0123456789');
      expect(requests.map((request) => new URL(request).pathname)).toEqual(expect.arrayContaining(['/assets/earshot.wasm']));
      expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toContain('/assets/worker.js');
      expect(await load('/nowhere/')).toBe('core-not-loaded');
      // What is not there, and the blob that was tried then.
      expect(problems.filter((problem) => !/nowhere|blob/.test(problem))).toEqual([]);
    }, '<script type="module" src="probe.js"></script>', {
      'probe.js': "globalThis.earshot = import('./earshot/index.js');",
      'assets/worker.js': readFileSync(join(packageFolder, 'worker.js')),
      'assets/earshot.wasm': readFileSync(join(packageFolder, 'earshot.wasm')),
    }));
});
