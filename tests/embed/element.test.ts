// <audio-classifier> of the built package on a page of somebody else: what HTML, forms and scripts may expect of it.
import { describe, expect, test } from 'vitest';

import { expectText, expectVisible } from '../e2e/support/expect-text.js';
import { microphoneClip } from '../e2e/support/microphone-clip.js';
import { sample, samplePath, spokenDigit } from '../e2e/support/repository.js';
import type {} from '../../web/element/audio-classifier.js';
import { host, siteFolder, strictPolicy } from './support/sites.js';
import { visit, type Visit } from './support/visit.js';

type Classifier = HTMLElementTagNameMap['audio-classifier'];

const { file } = sample(0);
const clip = samplePath(file);
const label = spokenDigit(0);
const model = 'earshot/models/digits/digits.onnx';
const script = '<script type="module" src="earshot/element.js"></script>';

async function page(name: string, body: string, use: (visit: Visit) => Promise<void>, options: Parameters<typeof visit>[2] = {}): Promise<void> {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">${body}</html>`;
  await visit([await host(siteFolder(name, { 'index.html': html }), { policy: strictPolicy })], '', options, use);
}

/** Of the first element on the page. */
async function untilState({ page: tab }: Visit, state: string): Promise<void> {
  await expect.poll(() => tab.evaluate(() => document.querySelector('audio-classifier')?.state?.kind), { timeout: 20_000 }).toBe(state);
}

const valueOf = ({ page: tab }: Visit): Promise<string | undefined> => tab.evaluate(() => document.querySelector('audio-classifier')?.value);

describe('the element on a page', () => {
  test('fetches nothing before it is seen, words of another language included', () =>
    page('unseen', `${script}<div id="above"></div><audio-classifier lang="es" model="${model}"></audio-classifier>`, async (open) => {
      await open.page.evaluate(() => customElements.whenDefined('audio-classifier'));
      await open.page.waitForLoadState('networkidle');
      const scripts = open.requests.filter((request) => request.endsWith('.js')).map((request) => new URL(request).pathname);
      // The script that was asked for, and what it imports.
      expect(scripts.map((path) => path.replace(/-[\w-]{8}\.js$/, '')).sort()).toEqual(['/earshot/audio-classifier', '/earshot/element.js', '/earshot/turn']);
      expect(open.requests.filter((request) => /\.(onnx|wasm)$/.test(request))).toEqual([]);
      await open.page.locator('audio-classifier').scrollIntoViewIfNeeded();
      await untilState(open, 'ready');
      await expectText(open.part('listen'), 'Escuchar');
      expect(open.problems).toEqual([]);
    }, { prepare: async (tab) => void (await tab.addInitScript(() => document.addEventListener('DOMContentLoaded', () => {
      const above = document.getElementById('above');
      if (above) above.style.height = '5000px';
    }))) }));

  test('removal stops the microphone, its audio context and the worker', () =>
    page('removal', `${script}<audio-classifier model="${model}"></audio-classifier>`, async (open) => {
      await untilState(open, 'ready');
      await open.part('listen').click();
      await expectText(open.part('result-label'), label);
      expect(open.page.workers()).toHaveLength(1);
      const states = (): Promise<string[]> => open.page.evaluate(() => (globalThis as unknown as Opened).opened.map((of) => of()));
      expect(await states()).toEqual(expect.arrayContaining(['live', 'running']));
      await open.page.evaluate(() => document.querySelector('audio-classifier')?.remove());
      await expect.poll(async () => new Set(await states())).toEqual(new Set(['ended', 'closed']));
      await expect.poll(() => open.page.workers().length).toBe(0);
      expect(open.problems).toEqual([]);
    }, { microphone: { clip: microphoneClip(file) }, prepare: async (tab) => void (await tab.addInitScript(recordWhatIsOpened)) }));

  test('shows its state to style sheets from the start', () =>
    page('states', `${script}<audio-classifier></audio-classifier>`, async (open) => {
      const matches = (state: string): Promise<boolean> => open.page.evaluate((name) => document.querySelector(`audio-classifier:state(${name})`) !== null, state);
      await expect.poll(() => matches('idle')).toBe(true);
      await open.page.evaluate((url) => document.querySelector('audio-classifier')?.load(url), model);
      expect(await matches('idle')).toBe(false);
      expect(await matches('ready')).toBe(true);
    }));

  test('takes the words of its host', () =>
    page('words', `${script}<audio-classifier></audio-classifier>`, async (open) => {
      await expectVisible(open.part('drop-zone'));
      await open.page.evaluate(() => {
        const element = document.querySelector('audio-classifier') as Classifier;
        element.strings = { listen: 'Hear the tower', errors: { 'unsupported-format': 'That is no tower.' } };
      });
      await expectText(open.part('listen'), 'Hear the tower');
      await open.page.evaluate((url) => document.querySelector('audio-classifier')?.load(url), model);
      await open.part('file-input').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no sound at all') });
      await expectText(open.part('row-error').or(open.page.getByText('That is no tower.')), /That is no tower/);
    }));

  test('values of attributes that mean nothing are as if they were absent', () =>
    page('nonsense', `${script}<audio-classifier model="${model}" mode="loud" top="many" threshold="high" overlap="2"></audio-classifier>`, async (open) => {
      await expectVisible(open.part('drop-zone'));
      await expectVisible(open.part('listen'));
      await open.part('file-input').setInputFiles(clip);
      await expectText(open.part('result-label'), label);
      expect(open.problems).toEqual([]);
    }));

  test('properties that were set before the script arrived count', () =>
    page('early', '<audio-classifier></audio-classifier>', async (open) => {
      await open.page.evaluate(async (url) => {
        const element = document.querySelector('audio-classifier') as Classifier;
        Object.assign(element, { mode: 'file', models: [{ title: 'One', url }, { title: 'Two', url: `${url}?two` }] });
        Object.assign(element, { loader: async () => { throw new TypeError('the loader of the host'); } });
        element.model = url;
        const failed = new Promise<string>((resolve) => element.addEventListener('error', (event) => resolve((event as CustomEvent<{ message: string }>).detail.message)));
        const added = document.createElement('script');
        added.type = 'module';
        added.src = 'earshot/element.js';
        document.head.append(added);
        Object.assign(globalThis, { failed });
      }, model);
      expect(await open.page.evaluate(() => (globalThis as unknown as { failed: Promise<string> }).failed)).toBe('the loader of the host');
      expect(await open.part('listen').count()).toBe(0);
      expect(await open.page.locator('audio-classifier option').count()).toBeGreaterThanOrEqual(2);
    }));

  test('its events leave the shadow tree it stands in', () =>
    page('composed', `${script}<div id="shell"></div>`, async (open) => {
      const heard = open.page.evaluate(async ({ url }) => {
        await customElements.whenDefined('audio-classifier');
        const element = document.createElement('audio-classifier');
        element.model = url;
        const names: string[] = [];
        for (const name of ['state-change', 'ready', 'progress', 'prediction', 'error']) document.addEventListener(name, () => names.push(name));
        document.getElementById('shell')?.attachShadow({ mode: 'open' }).append(element);
        const samples = Float32Array.from({ length: 30 * 16000 }, (_, i) => Math.sin(i / 5) / 2);
        await element.classify({ samples, sampleRate: 16000 }, 'tone');
        await element.classify(new Blob(['no sound']), 'text').catch(() => {});
        return [...new Set(names)].sort();
      }, { url: model });
      expect(await heard).toEqual(['error', 'prediction', 'progress', 'ready', 'state-change']);
    }));
});

describe('the element in a form', () => {
  const form = (inside: string): string => `${script}<form id="form">${inside}</form>`;
  const widget = `<audio-classifier id="sound" name="sound" model="${model}"></audio-classifier>`;
  const entries = ({ page: tab }: Visit): Promise<[string, string][]> =>
    tab.evaluate(() => [...new FormData(document.getElementById('form') as HTMLFormElement)].map(([name, value]): [string, string] => [name, String(value)]));

  test('its top label is its value, and a reset clears it and what was heard', () =>
    page('form', form(`${widget}<button type="reset">Again</button>`), async (open) => {
      await open.part('file-input').setInputFiles(clip);
      await expectText(open.part('result-label'), label);
      expect(await entries(open)).toEqual([['sound', label]]);
      await open.page.getByText('Again').click();
      expect(await valueOf(open)).toBe('');
      expect(await entries(open)).toEqual([['sound', '']]);
      await expect.poll(() => open.part('result-label').count()).toBe(0);
      await open.part('file-input').setInputFiles(clip); // the model is still there
      await expectText(open.part('result-label'), label);
      expect(open.problems).toEqual([]);
    }));

  test('has what controls of a form have', () =>
    page('control', form(`<label for="sound">Which sound?</label>${widget}`), async (open) => {
      await expectVisible(open.part('drop-zone'));
      expect(await open.page.evaluate(() => {
        const element = document.querySelector('audio-classifier') as Classifier;
        element.name = 'heard';
        const { form: owner, labels, validity, validationMessage, willValidate } = element;
        return {
          form: owner?.id, name: element.getAttribute('name'), labels: [...labels].map((node) => node.textContent), valid: validity.valid,
          validationMessage, willValidate, check: element.checkValidity(), report: element.reportValidity(), listed: owner?.elements.namedItem('heard') === element,
        };
      })).toEqual({ form: 'form', name: 'heard', labels: ['Which sound?'], valid: true, validationMessage: '', willValidate: true, check: true, report: true, listed: true });
    }));

  test('its label leads the focus into it', () =>
    page('label', form(`<label for="sound">Which sound?</label>${widget}`), async (open) => {
      await untilState(open, 'ready');
      await expectVisible(open.part('drop-zone'));
      const focused = (): Promise<string | undefined> => open.page.evaluate(() => document.querySelector('audio-classifier')?.shadowRoot?.activeElement?.getAttribute('data-testid') ?? undefined);
      await open.page.getByText('Which sound?').click();
      expect(await focused()).toBe('drop-zone');
      await open.page.evaluate(() => {
        const element = document.querySelector('audio-classifier') as Classifier;
        (element.shadowRoot?.activeElement as HTMLElement).blur();
        element.mode = 'live';
      });
      await expect.poll(() => open.part('drop-zone').count()).toBe(0);
      await open.page.getByText('Which sound?').click();
      expect(await focused()).toBe('listen');
    }));

  test('a disabled fieldset disables it and ends what it hears', () =>
    page('fieldset', form(`<fieldset id="set">${widget}</fieldset>`), async (open) => {
      await untilState(open, 'ready');
      await open.part('listen').click();
      await untilState(open, 'listening');
      const disable = (disabled: boolean): Promise<void> => open.page.evaluate((value) => {
        (document.getElementById('set') as HTMLFieldSetElement).disabled = value;
      }, disabled);
      await disable(true);
      await untilState(open, 'ready');
      await expectVisible(open.part('listen'));
      for (const name of ['listen', 'record', 'drop-zone', 'file-input']) expect(await open.part(name).isDisabled()).toBe(true);
      expect(await entries(open)).toEqual([]);
      await open.page.evaluate(() => document.querySelector('audio-classifier')?.start());
      await untilState(open, 'ready');
      await disable(false);
      await expect.poll(() => open.part('listen').isEnabled()).toBe(true);
      expect(open.problems).toEqual([]);
    }, { microphone: { clip: microphoneClip(file) } }));
});

type Opened = { opened: (() => string)[] };

/** Keeps the tracks and contexts that a page opens, to ask later what became of them. */
function recordWhatIsOpened(): void {
  const opened: (() => string)[] = [];
  Object.assign(globalThis, { opened });
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    for (const track of stream.getTracks()) opened.push(() => track.readyState);
    return stream;
  };
  const Original = AudioContext;
  globalThis.AudioContext = class extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      opened.push(() => this.state);
    }
  };
}
