// The built page in WebKitGTK: its own driver on a screen that nobody sees, spoken to in the few commands of W3C WebDriver that
// the tests need. Parts are found by their test id through shadow roots.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { vi } from 'vitest';

import { NOT_THERE, patienceMs, type SmallBrowser } from './small-browser.js';

const host = '127.0.0.1';
/** How WebDriver names a reference to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Runs in the page: the element that a selector means, in whichever shadow root it is. */
const FIND = `
  function find(within, selector) {
    const found = within.querySelector(selector);
    if (found) return found;
    for (const { shadowRoot } of within.querySelectorAll('*')) {
      const inside = shadowRoot && find(shadowRoot, selector);
      if (inside) return inside;
    }
    return null;
  }`;

/** Runs in the page, once it is there: what it must not do is remembered. */
const WATCH = `
  if (window.problems) return; // only the part after the # has changed
  const problems = (window.problems = []);
  addEventListener('error', (event) => problems.push('uncaught: ' + event.message));
  addEventListener('unhandledrejection', (event) => problems.push('uncaught: ' + event.reason));
  document.addEventListener('securitypolicyviolation', (event) => problems.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
  const error = console.error;
  console.error = (...args) => {
    problems.push('console: ' + args.join(' '));
    error.apply(console, args);
  };`;

export type WebKit = SmallBrowser & {
  evaluate<T>(body: string, ...args: unknown[]): Promise<T>;
  /** Policy violations, console errors and uncaught errors since the page was opened. */
  problems(): Promise<string[]>;
  close(): Promise<void>;
};

export async function openWebKit(driverPath: string, screenPath: string): Promise<WebKit> {
  const screen = await startScreen(screenPath);
  const driver = await startDriver(driverPath, screen.display).catch(async (error: unknown) => {
    await screen.stop();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await driver.stop();
    await screen.stop();
  };
  let session: string;
  try {
    const { sessionId } = await driver.send<{ sessionId: string }>('POST', '/session', { capabilities: {} });
    session = `/session/${sessionId}`;
  } catch (error) {
    await stop();
    throw error;
  }

  const post = <T>(command: string, body: object = {}): Promise<T> => driver.send<T>('POST', `${session}/${command}`, body);
  const evaluate = <T>(script: string, ...args: unknown[]): Promise<T> => post<T>('execute/sync', { script, args });
  const past: string[] = [];
  /** They go with the document. */
  const problems = async (): Promise<string[]> => {
    past.push(...(await evaluate<string[]>('return (window.problems ?? []).splice(0)')));
    return past;
  };
  /** Tried again while the part is not there, disabled, hidden, or replaced by a newer drawing of it. */
  const act = (testId: string, command: string, body: object): Promise<void> =>
    vi.waitFor(async () => {
      const part = await evaluate<Record<string, string> | null>(`${FIND} return find(document, arguments[0]);`, `[data-testid="${testId}"]:not(:disabled)`);
      const id = part?.[ELEMENT];
      if (id === undefined) throw new Error(`${testId} is not there, or disabled`);
      await post(`element/${id}/${command}`, body);
    }, { timeout: patienceMs, interval: 50 });

  return {
    goto: async (url) => {
      await problems();
      await post('url', { url });
      await evaluate(WATCH);
    },
    reload: async () => {
      await problems();
      await post('refresh');
      await evaluate(WATCH);
    },
    click: (testId) => act(testId, 'click', {}),
    chooseFile: (testId, path) => act(testId, 'value', { text: path }),
    textOf: (testId) => evaluate(`${FIND} const part = find(document, arguments[0]); return part ? part.textContent.trim() : arguments[1];`, `[data-testid="${testId}"]`, NOT_THERE),
    evaluate,
    problems,
    close: async () => {
      await driver.send('DELETE', session).catch(() => {}); // a browser that has crashed is gone already
      await stop();
    },
  };
}

/** A display of its own, whose number the server chooses and tells. */
async function startScreen(path: string): Promise<{ display: string; stop(): Promise<void> }> {
  const server = spawn(path, ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit').then(() => {
    throw new Error('Xvfb ended before it had a display.');
  });
  const [number] = (await Promise.race([once(server.stdio[3] as Readable, 'data'), ended])) as [Buffer];
  return { display: `:${String(number).trim()}`, stop: () => stopped(server) };
}

async function startDriver(path: string, display: string) {
  const port = await freePort();
  // A system without a language is the hardest to please, and the same everywhere.
  const env = { ...process.env, DISPLAY: display, LC_ALL: 'C' };
  const driver = spawn(path, [`--host=${host}`, `--port=${port}`], { env, stdio: 'ignore' });
  const send = async <T>(method: string, command: string, body?: object): Promise<T> => {
    const response = await fetch(`http://${host}:${port}${command}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const { value } = (await response.json()) as { value: T };
    if (!response.ok) throw new Error(`WebDriver ${method} ${command}: ${JSON.stringify(value)}`);
    return value;
  };
  await vi.waitFor(() => send('GET', '/status'), { timeout: 30_000, interval: 50 });
  return { send, stop: () => stopped(driver) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}
