// Running other programs, and the places everything else is found from. Node only, no packages.
import { spawn } from 'node:child_process';
import { accessSync, constants, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Compilers use two processes: the machines this is meant for have two cores and little memory. */
export const buildJobs = '2';

/** @typedef {{code: number, output: string, seconds: number}} RunResult */

/**
 * Runs a program and waits. Output is collected; with `echo` it is also shown as it comes.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, echo?: boolean, log?: string, timeoutS?: number}} [options]
 * @returns {Promise<RunResult>} `code` is 127 when the program does not exist and 124 when it took too long
 */
export function run(command, args, options = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (options.log) mkdirSync(dirname(options.log), { recursive: true });
    const log = options.log ? createWriteStream(options.log) : null;
    let output = '';
    let code = 1;
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk;
      log?.write(chunk);
      if (options.echo) process.stdout.write(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = options.timeoutS ? setTimeout(() => { code = 124; child.kill('SIGKILL'); }, options.timeoutS * 1000) : undefined;
    const done = () => {
      clearTimeout(timer);
      log?.end();
      if (code === 124) output += `\n${command} was stopped: it took longer than ${options.timeoutS} s.\n`;
      resolve({ code, output, seconds: (performance.now() - started) / 1000 });
    };
    child.on('error', (error) => {
      code = 127;
      output += `${error.message}\n`;
      done();
    });
    child.on('close', (status) => {
      if (code !== 124) code = status ?? 1;
      done();
    });
  });
}

/**
 * The full path of a program on PATH, or null.
 * @param {string} name
 */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder || '.', name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/**
 * A program of node_modules, run by this Node.
 * @param {string} name as in node_modules/.bin
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNodeTool(name, args, options) {
  return run(process.execPath, [join(root, 'node_modules', '.bin', name), ...args], options);
}

/** @param {number} seconds */
export function formatSeconds(seconds) {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
