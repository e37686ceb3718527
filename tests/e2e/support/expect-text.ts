// Assertions that wait: the page answers in its own time.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

const patienceMs = 20_000;

/** A string is the whole text; a pattern is found somewhere in it. */
export async function expectText(locator: Locator, expected: string | RegExp, patience = patienceMs): Promise<void> {
  const text = expect.poll(async () => ((await locator.count()) > 0 ? (await locator.first().innerText()).trim() : '(not there)'), { timeout: patience });
  await (typeof expected === 'string' ? text.toBe(expected) : text.toMatch(expected));
}

export async function expectVisible(locator: Locator, patience = patienceMs): Promise<void> {
  await locator.first().waitFor({ state: 'visible', timeout: patience });
}
