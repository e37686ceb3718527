// Every example as its readers open it: the package from build/package, under the strict policy of tools/headers.mjs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { run } from '../../tools/lib/process.mjs';
import { openAddress } from '../e2e/support/chromium.js';
import { expectText, expectVisible } from '../e2e/support/expect-text.js';
import { microphoneClip } from '../e2e/support/microphone-clip.js';
import { dist, sample, samplePath, spokenDigit } from '../e2e/support/repository.js';
import { examples, host, strictPolicy, type Site } from './support/sites.js';
import { visit, type Visit } from './support/visit.js';

const { file } = sample(0);
const clip = samplePath(file);
const digit = spokenDigit(0);
const microphone = { clip: microphoneClip(file) };

/** An example that needs no build. */
async function example(name: string, use: (visit: Visit) => Promise<void>, options: Parameters<typeof visit>[2] = {}): Promise<void> {
  if (!existsSync(join(examples, 'node_modules', 'earshot'))) throw new Error('The examples are not installed; run: npm ci --prefix examples');
  await visit([await host(examples, { policy: strictPolicy })], `${name}/index.html`, options, use);
}

describe('examples', () => {
  test('plain: one script, one tag', () =>
    example('plain', async ({ page, part, problems }) => {
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), digit);
      expect(page.workers()).toHaveLength(1);
      expect(problems).toEqual([]);
    }));

  test('several: three widgets share one engine', () =>
    example('several', async ({ page, requests, problems }) => {
      await page.setViewportSize({ width: 1000, height: 3000 });
      for (const id of ['digits', 'again', 'instruments']) {
        const widget = page.locator(`#${id}`);
        await widget.scrollIntoViewIfNeeded();
        await widget.getByTestId('file-input').setInputFiles(clip);
        if (id === 'instruments') await expectVisible(widget.getByTestId('result-label'));
        else await expectText(widget.getByTestId('result-label'), digit);
      }
      const asked = (end: string): number => requests.filter((request) => request.endsWith(end)).length;
      expect(asked('.wasm')).toBe(1);
      expect(page.workers()).toHaveLength(3);
      expect(problems).toEqual([]);
    }));

  test('live-trigger: a callback for each time a word is heard', () =>
    example('live-trigger', async ({ page, problems }) => {
      await page.getByText('Listen', { exact: true }).click();
      await expectText(page.locator('#heard'), new RegExp(`^${digit}$`, 'm'));
      await page.getByText('Stop', { exact: true }).click();
      await expectText(page.locator('#state'), 'Not listening.');
      const count = await page.locator('#heard li').count();
      await page.waitForTimeout(1500); // longer than the clip and its pause
      expect(await page.locator('#heard li').count()).toBe(count);
      expect(problems).toEqual([]);
    }, { microphone }));

  test('form: the label is sent, a reset clears it, a closed fieldset disables it, its label leads into it', () =>
    example('form', async ({ page, part, problems }) => {
      await expectVisible(part('drop-zone'));
      await page.getByText('The sound', { exact: true }).click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('sound');
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), digit);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await expectText(page.locator('#sent'), `sound=${digit}&place=Tower+7`);
      await page.getByRole('button', { name: 'Start again' }).click();
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await expectText(page.locator('#sent'), 'sound=&place=Tower+7');
      await page.locator('#closed').check();
      await expect.poll(() => part('drop-zone').isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await expect.poll(() => page.locator('#sent').innerText()).toBe('');
      expect(problems).toEqual([]);
    }));

  test.each(['react', 'vue', 'svelte'])('%s: properties, events and removal', async (name) => {
    const vite = join(examples, 'node_modules', 'vite', 'bin', 'vite.js');
    const built = await run(process.execPath, [vite, 'build', name, '--logLevel', 'error'], { cwd: examples });
    expect(built.code, built.output).toBe(0);
    await visit([await host(join(examples, name, 'dist'), { policy: strictPolicy })], '', {}, async ({ page, part, requests, problems }) => {
      await expectText(part('drop-zone'), /Drop a digit here/);
      await part('file-input').setInputFiles(clip);
      await expectText(page.locator('#label'), digit);
      await expectText(page.locator('#state'), 'ready');
      // The page hears of a prediction before the element shows it.
      await expect.poll(() => part('scores').locator('li').count()).toBe(3);
      expect(page.workers()).toHaveLength(1);
      expect(page.workers()[0]?.url()).toMatch(/^http/); // the file that Vite placed, and no copy of it
      expect(requests.filter((request) => /-text/.test(request))).toEqual([]);
      await page.locator('#toggle').click();
      await expect.poll(() => page.workers().length).toBe(0);
      expect(problems).toEqual([]);
    });
  });
});

describe('the frame', () => {
  type Framed = Visit & { frame: ReturnType<Visit['page']['frameLocator']>; site: Site };

  /** The example's page, and Earshot's built page on an origin of its own with its own headers. */
  async function framed(query: (site: Site) => string, use: (framed: Framed) => Promise<void>): Promise<void> {
    const { serve } = await import('../../tools/serve.mjs');
    const served = await serve({ folder: dist });
    const site = { ...served, origin: new URL(served.url).origin };
    // Whoever puts a frame on a page has to allow it.
    const policy = `${strictPolicy}; frame-src ${site.origin}`;
    await visit([await host(examples, { policy }), site], `iframe/index.html${query(site)}`, { microphone }, async (open) =>
      use({ ...open, site, frame: open.page.frameLocator('#earshot') }));
  }
  const example = (site: Site): string => `?site=${encodeURIComponent(site.url)}`;

  test('gives its results to the page around it and takes commands from there', () =>
    framed(example, async ({ page, problems }) => {
      await expectText(page.locator('#state'), 'ready');
      await page.locator('#file').setInputFiles(clip);
      await expectText(page.locator('#label'), digit);
      await page.locator('#start').click();
      await expectText(page.locator('#state'), 'listening');
      await page.evaluate(() => {
        (document.getElementById('label') as HTMLOutputElement).value = '';
      });
      await expectText(page.locator('#label'), digit); // of the microphone now
      await page.locator('#stop').click();
      await expectText(page.locator('#state'), 'ready');
      expect(problems).toEqual([]);
    }));

  test('says what a command lacks, and obeys no page but the one it was told', () =>
    framed(example, async ({ page, site, problems }) => {
      await expectText(page.locator('#state'), 'ready');
      const answers = await page.evaluate(async (origin) => {
        const frame = document.querySelector('iframe') as HTMLIFrameElement;
        const ask = (command: object): Promise<string> => new Promise((resolve) => {
          window.addEventListener('message', ({ data }) => resolve(`${data.type}: ${data.message}`), { once: true });
          frame.contentWindow?.postMessage(command, origin);
        });
        return [await ask({ type: 'fly' }), await ask({ type: 'classify', sound: 7 }), await ask({ type: 'start', what: 'dance' }), await ask({ type: 'load', model: 'https://other.example/model.onnx' })];
      }, site.origin);
      expect(answers[0]).toMatch(/^error: There is no command fly/);
      expect(answers[1]).toMatch(/^error: classify needs a sound/);
      expect(answers[2]).toMatch(/^error: start takes what/);
      expect(answers[3]).toMatch(/^error: load needs a model/);
      expect(problems).toEqual([]);
    }));

  test('takes a command that comes before its list of models', () =>
    framed(example, async ({ page, site, frame, problems }) => {
      await expectText(page.locator('#state'), 'ready');
      let answer = (): void => {};
      const held = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/models/index.json', async (route) => {
        await held;
        await route.continue();
      });
      const listed = page.waitForRequest(/models\/index\.json/);
      await page.evaluate((address) => {
        const frame = document.querySelector('iframe') as HTMLIFrameElement;
        frame.addEventListener('load', () => frame.contentWindow?.postMessage({ type: 'load', model: 'instruments' }, new URL(address).origin));
        frame.src = address;
      }, `${site.url}embed.html?${new URLSearchParams({ origin: new URL(page.url()).origin })}`);
      await listed;
      await expectVisible(frame.getByTestId('file-input').locator('..'));
      answer();
      await expectText(frame.getByTestId('model-name'), /instruments/i);
      expect(await page.locator('#state').innerText()).not.toMatch(/fail/);
      expect(problems).toEqual([]);
    }));

  test.each([
    ['the origin of another site', (site: Site) => site.origin.replace(/\d+$/, '1')],
    ['no origin', () => null],
    ['every origin', () => '*'],
  ])('told %s, it posts nothing to this page and does nothing for it', async (_what, other) => {
    await framed(example, async ({ page, site, frame }) => {
      await expectText(page.locator('#state'), 'ready'); // the example's own frame has said what it had to say
      const origin = other(site);
      const query = new URLSearchParams({ model: 'digits', mode: 'file', ...(origin !== null && { origin }) });
      await page.evaluate((address) => {
        const got: unknown[] = [];
        Object.assign(globalThis, { got });
        window.addEventListener('message', ({ data }) => got.push(data));
        (document.querySelector('iframe') as HTMLIFrameElement).src = address;
      }, `${site.url}embed.html?${query}`);
      await frame.getByTestId('file-input').setInputFiles(clip);
      await expectText(frame.getByTestId('result-label'), digit);
      await page.evaluate(async (target) => {
        const samples = Float32Array.from({ length: 16000 }, (_, i) => Math.sin(i / 5) / 2);
        (document.querySelector('iframe') as HTMLIFrameElement).contentWindow?.postMessage({ type: 'classify', sound: { samples, sampleRate: 16000 }, name: 'tone' }, target);
      }, site.origin);
      await page.waitForTimeout(500);
      expect(await frame.getByText('tone').count()).toBe(0);
      expect(await page.evaluate(() => (globalThis as unknown as { got: unknown[] }).got)).toEqual([]);
    });
  });

  test('says in its reader’s language what its address asks for in vain', () =>
    framed(example, async ({ page, site, frame }) => {
      const query = 'model=whales&mode=loud&lang=pt&threshold=7&top=-1&origin=*';
      await page.evaluate((address) => {
        (document.querySelector('iframe') as HTMLIFrameElement).src = address;
      }, `${site.url}embed.html?${query}`);
      await expectText(frame.getByRole('alert').first(), /foi deixado de fora: mode=loud, threshold=7, top=-1, origin=\*, model=whales/);
    }));

  test('the page itself stands in no frame of another site', async () => {
    const { serve } = await import('../../tools/serve.mjs');
    const served = await serve({ folder: dist });
    const outside = await host(examples);
    const open = await openAddress(`${outside.url}plain/index.html`);
    try {
      await open.page.evaluate((address) => {
        const frame = document.createElement('iframe');
        frame.src = address;
        document.body.append(frame);
      }, served.url);
      await expect.poll(() => open.problems.join('\n')).toMatch(/frame-ancestors 'self'/);
    } finally {
      await open.close();
      await Promise.all([served.close(), outside.close()]);
    }
  });
});
