// Headless Chromium for measurements: one profile for each opening, so that caches are cold, and no way out of this
// machine, so that no peer can send telemetry or fetch anything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { chromiumPath } from '../../tools/setup.mjs';

/**
 * @typedef {object} Open
 * @property {import('playwright-core').Page} page
 * @property {import('playwright-core').BrowserContext} context
 * @property {string[]} blocked requests to other origins
 * @property {string[]} problems
 */

/**
 * @template T
 * @param {{clip?: string, origin?: string}} options `clip`: a WAV file played as the microphone of pages of `origin`
 * @param {(open: Open) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withBrowser({ clip, origin }, use) {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('Chromium is not installed; install it or set CHROMIUM_PATH.');
  const profile = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--mute-audio', '--autoplay-policy=no-user-gesture-required',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...(clip ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${clip}`] : []),
    ],
  });
  try {
    /** @type {string[]} */
    const blocked = [];
    /** @type {string[]} */
    const problems = [];
    await context.route((url) => url.hostname !== '127.0.0.1', (route) => {
      blocked.push(route.request().url());
      return route.abort();
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => problems.push(error.message));
    page.setDefaultTimeout(600_000);
    if (clip && origin) {
      const session = await context.newCDPSession(page);
      await session.send('Browser.setPermission', { permission: { name: 'microphone' }, setting: 'granted', origin });
    }
    return await use({ page, context, blocked, problems });
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * Calls an exported function of a module of bench/page in a fresh browser.
 * @param {string} url of the server
 * @param {string} module
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>}
 */
export function callInPage(url, module, name, argument) {
  return withBrowser({}, async ({ page, problems }) => {
    await page.goto(`${url}/page/blank.html`);
    const answer = await page.evaluate(async ([from, what, given]) => {
      const exports = await import(/** @type {string} */ (from));
      return exports[/** @type {string} */ (what)](given);
    }, /** @type {const} */ ([`/page/${module}`, name, argument])).catch((error) => {
      throw new Error([error instanceof Error ? error.message : String(error), ...problems].join('\n'));
    });
    return answer;
  });
}
