// Ways through the Studio that several tests take.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

import type { OpenPage } from './chromium.js';
import { expectVisible } from './expect-text.js';

const patienceMs = 45_000;
// No test here trains for longer than some seconds; a loaded machine may need many times that.
const trainingPatienceMs = 150_000;

export async function openStudio({ page, part, url }: OpenPage): Promise<void> {
  await page.goto(`${url}#studio`);
  await expectVisible(part('project'));
}

export async function makeSampleSet(open: OpenPage): Promise<void> {
  await openStudio(open);
  await open.part('sample-set').click();
  await expectVisible(open.part('next-train'), patienceMs);
}

export async function goTo({ part }: OpenPage, step: string): Promise<void> {
  await part(`step-${step}`).click();
}

/** Trains with what is set and waits for the end. */
export async function train(open: OpenPage): Promise<void> {
  await goTo(open, 'train');
  await open.part('train').click();
  await expectVisible(open.part('next-judge'), trainingPatienceMs);
}

/** A field of the recipe, by the name it has in the recipe. */
export async function setField({ page }: OpenPage, key: string, value: string): Promise<void> {
  const field = page.locator(`#field-${key.replaceAll('.', '-')}`);
  await field.fill(value);
  await field.blur();
}

export async function rowCount(table: Locator): Promise<number> {
  return Number(await table.locator('table').getAttribute('aria-rowcount')) - 1;
}

export async function expectRows(table: Locator, count: number, patience = patienceMs): Promise<void> {
  await expect.poll(async () => ((await table.count()) > 0 ? rowCount(table) : 0), { timeout: patience }).toBe(count);
}
