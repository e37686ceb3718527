// The built page in headless Chromium, with everything recorded that must not happen: requests to other origins,
// violations of the content security policy, errors on the console.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

import { serve } from '../../../tools/serve.mjs';
import { chromiumPath } from '../../../tools/setup.mjs';
import { dist } from './repository.js';

export type PageOptions = {
  /** Of a built page; default: ours. */
  folder?: string;
  /** Where the page lies in it; default: at its top. */
  path?: string;
  /** `clip`: plays this WAV file as the microphone. `denied`: the user has blocked it. `missing`: there is none. */
  microphone?: { clip: string } | 'denied' | 'missing';
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  /** With the service worker; default: a browser that has none, because it hides requests from tests that answer them differently. */
  offline?: boolean;
  locale?: string;
  /** Called before the page is opened, e.g. to answer a request differently. */
  prepare?: (page: Page, context: BrowserContext) => Promise<unknown>;
};

export type OpenPage = {
  page: Page;
  context: BrowserContext;
  url: string;
  /** Every URL that was asked for, blob: and data: included. */
  requests: string[];
  /** Policy violations, console errors, uncaught errors. */
  problems: string[];
  part: (testId: string) => Locator;
  close: () => Promise<void>;
};

export async function openPage(options: PageOptions = {}): Promise<OpenPage> {
  const site = await serve({ folder: options.folder ?? dist });
  try {
    const open = await openAddress(new URL(options.path ?? '', site.url).href, options);
    return {
      ...open,
      close: async () => {
        await open.close();
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    throw error;
  }
}

/** A page that somebody else serves; `options.folder` is not looked at. */
export async function openAddress(url: string, options: Omit<PageOptions, 'folder'> = {}): Promise<OpenPage> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('Chromium is not installed.');
  const profile = mkdtempSync(join(tmpdir(), 'earshot-chromium-'));
  const clip = typeof options.microphone === 'object' ? options.microphone.clip : null;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    colorScheme: options.colorScheme ?? 'light',
    viewport: options.viewport ?? { width: 1280, height: 900 },
    locale: options.locale ?? 'en-US',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--mute-audio', '--autoplay-policy=no-user-gesture-required',
      ...(options.microphone === undefined || options.microphone === 'missing' ? [] : ['--use-fake-device-for-media-stream']),
      ...(clip === null ? [] : [`--use-file-for-fake-audio-capture=${clip}`]),
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const { origin } = new URL(url);
  if (options.microphone !== undefined) {
    const session = await context.newCDPSession(page);
    const setting = options.microphone === 'denied' ? 'denied' : 'granted';
    await session.send('Browser.setPermission', { permission: { name: 'microphone' }, setting, origin });
  }

  const requests: string[] = [];
  const problems: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    // Leaving a page or replacing a model aborts what is under way; that is no failure.
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') problems.push(`request: ${request.url()} ${reason}`);
  });
  await page.exposeFunction('reportPolicyViolation', (sentence: string) => problems.push(`policy: ${sentence}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { reportPolicyViolation: (sentence: string) => void }).reportPolicyViolation;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (options.offline !== true) {
    await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }));
  }
  await options.prepare?.(page, context);
  await page.goto(url);
  return {
    page,
    context,
    url,
    requests,
    problems,
    part: (testId) => page.getByTestId(testId),
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Opens the page for the length of one test and closes it whatever happens. No test may see a request to another origin. */
export async function withPage(options: PageOptions, use: (open: OpenPage) => Promise<void>): Promise<void> {
  const open = await openPage(options);
  try {
    await use(open);
    const foreign = open.requests.filter((request) => !/^(blob|data|file):/.test(request) && new URL(request).origin !== new URL(open.url).origin);
    if (foreign.length > 0) throw new Error(`Requests went to other origins: ${foreign.join(', ')}`);
  } finally {
    await open.close();
  }
}
