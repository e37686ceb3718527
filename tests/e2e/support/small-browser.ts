// The few things that any browser's driver can do, and the way through the page that every browser has to get to the end of.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

import { sampleSet } from '../../../web/app/studio/sample-set.js';
import { expectedLabel, root, sample, samplePath } from './repository.js';

export type SmallBrowser = {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Waits until the part is there and can be used. */
  click(testId: string): Promise<void>;
  chooseFile(testId: string, path: string): Promise<void>;
  /** Without the space around it; NOT_THERE of a part that is not there. */
  textOf(testId: string): Promise<string>;
};

export const NOT_THERE = '(not there)';
export const patienceMs = 30_000;
/** Training takes seconds; a loaded machine may need many times that. */
const trainingPatienceMs = 120_000;

export async function classifiesSampleAndFile({ click, chooseFile, textOf }: SmallBrowser): Promise<void> {
  await click('sample-0');
  await expect.poll(() => textOf('result-label'), { timeout: patienceMs }).toBe(expectedLabel(samplePath(sample(0).file)));
  const other = samplePath(sample(1).file);
  await chooseFile('file-input', other);
  await expect.poll(() => textOf('result-label'), { timeout: patienceMs }).toBe(expectedLabel(other));
}

/** From sample sounds that the page makes to a model that is judged, survives a reload and classifies. */
export async function trainsAndKeeps({ goto, reload, click, chooseFile, textOf }: SmallBrowser, url: string): Promise<void> {
  /** What went wrong is said in a notice: it ends the wait, and the test. */
  const appears = async (testId: string, pattern: RegExp, patience = patienceMs): Promise<void> => {
    const seen = async (): Promise<[string, string]> => [await textOf(testId), await textOf('studio-notice')];
    await expect.poll(async () => (await seen()).some((text) => text !== NOT_THERE), { timeout: patience, message: `${testId} appears` }).toBe(true);
    expect(await seen()).toEqual([expect.stringMatching(pattern), NOT_THERE]);
  };

  await goto(`${url}#studio`);
  await click('sample-set');
  await click('next-train');
  await click('train');
  await appears('next-judge', /Judge/, trainingPatienceMs);
  await click('next-judge');
  await appears('accuracy', /%/);
  const accuracy = await textOf('accuracy');
  expect(Number.parseFloat(accuracy)).toBeGreaterThan(80);
  await click('step-keep');
  await click('keep-model');
  await expect.poll(() => textOf('kept-models'), { timeout: patienceMs }).toMatch(/Project 1/);

  await reload();
  await click('step-data');
  await expect.poll(() => textOf('clip-table'), { timeout: patienceMs }).toMatch(/bell-01\.wav/);
  await click('step-judge');
  await expect.poll(() => textOf('accuracy'), { timeout: patienceMs }).toBe(accuracy);
  await click('explain'); // the sounds themselves are still there
  await expect.poll(() => textOf('explanation'), { timeout: patienceMs }).not.toBe(NOT_THERE);
  await click('step-keep');
  await expect.poll(() => textOf('kept-models'), { timeout: patienceMs }).toMatch(/Project 1/);
  await click('use-model');
  await expect.poll(() => textOf('model-name'), { timeout: patienceMs }).toMatch(/Project 1/);
  await chooseFile('file-input', await bell());
  await expect.poll(() => textOf('result-label'), { timeout: patienceMs }).toBe('bell');
}

/** The first sound of the sample set, as a file. */
async function bell(): Promise<string> {
  for await (const { file } of sampleSet(1)) {
    const folder = join(root, 'build', 'e2e');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'bell.wav');
    writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
    return path;
  }
  throw new Error('The sample set is empty.');
}
