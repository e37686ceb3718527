// What the system says about the browser's processes. Linux only; elsewhere the figures are NaN and the row says so.
import { readFileSync, readdirSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ of every Linux that runs a browser
const megabyte = 1 << 20;

/** The process that draws the page. @param {import('playwright-core').BrowserContext} context */
async function rendererPid(context) {
  const page = context.pages()[0];
  const browser = context.browser();
  if (!page || !browser) return null;
  // Two renderers may exist, one of them spare; the busiest is ours.
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime);
  return renderers[0]?.id ?? null;
}

/**
 * The most memory the page's process has had, shared libraries and the browser's own code included.
 * @param {import('playwright-core').BrowserContext} context
 */
export async function peakMemory(context) {
  const pid = await rendererPid(context);
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kilobytes) * 1024) / megabyte;
  } catch {
    return NaN;
  }
}

/**
 * Seconds of processor time of each thread of the page's process so far, by name.
 * @param {import('playwright-core').BrowserContext} context
 * @returns {Promise<Map<string, number>>}
 */
export async function threadSeconds(context) {
  const pid = await rendererPid(context);
  /** @type {Map<string, number>} */
  const seconds = new Map();
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]);
      seconds.set(name, (seconds.get(name) ?? 0) + ticks / ticksPerSecond);
    }
  } catch {
    // not this system
  }
  return seconds;
}

/**
 * Milliseconds of processor time of all the browser's processes so far, ended threads included.
 * @param {import('playwright-core').BrowserContext} context
 */
export async function processorMs(context) {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) return NaN;
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
