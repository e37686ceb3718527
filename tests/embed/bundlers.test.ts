// The package as a stranger gets it: packed, installed into an empty folder, and used there under plain HTML, the bundlers and Node,
// none of which is configured for it. Each has to classify, listen and train in Chromium, and say by which way the workers came.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { microphoneClip } from '../e2e/support/microphone-clip.js';
import { classifyNatively, expectedLabel, modelFile, root, sample, samplePath } from '../e2e/support/repository.js';
import { host, packageFolder, strictPolicy, type Site } from './support/sites.js';
import { tinyCnn } from '../web/support/tiny-onnx.js';
import { visit, type Visit } from './support/visit.js';

/** Away from the project, whose node_modules would be found from a folder inside it. */
const folder = mkdtempSync(join(tmpdir(), 'earshot-embed-'));
const sources = join(root, 'tests', 'embed', 'bundlers');
const { file } = sample(0);
const clip = samplePath(file);
const label = expectedLabel(clip);
const microphone = { clip: microphoneClip(file) };
const onnxRuntime = join(root, 'node_modules', 'onnxruntime-web');

function npm(...args: string[]): string {
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A program of the folder's node_modules. */
function run(name: string, args: string[], cwd = folder): string {
  return execFileSync(join(folder, 'node_modules', '.bin', name), args, {
    cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
}

beforeAll(() => {
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(sources, name), join(folder, name));
  npm('ci', '--ignore-scripts', '--loglevel=error');
  const packed = execFileSync('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], { cwd: packageFolder, encoding: 'utf8' }).trim();
  npm('install', '--no-save', '--no-package-lock', '--ignore-scripts', '--loglevel=error', `./${packed.split('\n').at(-1)}`);
  cpSync(join(sources, 'app'), folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What pages ask for beside their scripts. */
function withClips(built: string): string {
  cpSync(modelFile, join(built, 'model.onnx'));
  cpSync(clip, join(built, 'clip.wav'));
  writeFileSync(join(built, 'theirs.onnx'), tinyCnn());
  writeFileSync(join(built, 'selu.onnx'), tinyCnn('Selu'));
  for (const name of ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm']) cpSync(join(onnxRuntime, 'dist', name), join(built, 'ort', name));
  return built;
}

/** What use.js reports, and how the workers came that still run; none: the host runs in the page's thread. */
async function outcomeOf({ page, problems }: Visit): Promise<{ outcome: unknown; workers: string[]; problems: string[] }> {
  const handle = await page.waitForFunction(() => (globalThis as { outcome?: unknown }).outcome, undefined, { timeout: 90_000 });
  // The element's own: the others are gone by now.
  await page.waitForFunction(() => (document.querySelector('audio-classifier') as unknown as { state: { kind: string } }).state.kind === 'ready', undefined, { timeout: 60_000 });
  const workers = page.workers().map((worker) => (worker.url().startsWith('blob:') ? 'blob' : 'file'));
  return { outcome: await handle.jsonValue(), workers, problems };
}

const good = { label, heard: 'string', trained: 1, adopted: 'earshot 3', runtime: 'onnxruntime 3' };

async function check(site: Site, expected: { workers: string[]; problems?: RegExp }): Promise<void> {
  await visit([site], '/', { microphone }, async (open) => {
    const { outcome, workers, problems } = await outcomeOf(open);
    expect(outcome).toEqual(good);
    expect(workers).toEqual(expected.workers);
    expect(problems.filter((problem) => !expected.problems?.test(problem))).toEqual([]);
  });
}

describe('the packed package', () => {
  test('has what its manifest names, and nothing else at its top', () => {
    const installed = join(folder, 'node_modules', 'earshot');
    for (const path of ['index.js', 'element.js', 'element-class.js', 'worker.js', 'training-worker.js', 'worklet.js', 'earshot.wasm', 'earshot-train.wasm', 'node/earshot.js', 'types/api/index.d.ts', 'models/digits/digits.onnx', 'models/digits/card.md', 'models/recipes/digits-light.json', 'custom-elements.json', 'LICENSE', 'THIRD_PARTY.md', 'README.md']) {
      expect(existsSync(join(installed, path)), path).toBe(true);
    }
    expect(readdirSync(installed).filter((name) => !/\.(js|wasm|json|md)$|^LICENSE$|^(models|node|types)$/.test(name))).toEqual([]);
  });

  test('its declarations compile strictly, without Lit and with every library checked', () => {
    const program = [
      "import 'earshot/element';",
      "import { AudioClassifierElement } from 'earshot/element-class';",
      "import { Classifier, EarshotError, Trainer, extractFeatures, type ClipPrediction } from 'earshot';",
      "const element: AudioClassifierElement = document.createElement('audio-classifier');",
      "element.addEventListener('prediction', ({ detail }) => { if (detail.source === 'live') console.log(detail.update.top.label); });",
      'export async function top(file: File): Promise<string | undefined> {',
      "  const classifier = await Classifier.load('model.onnx', { assetBase: '/assets/' });",
      '  const result: ClipPrediction = await classifier.classify(file, { topK: 3 });',
      '  return result.decision?.label;',
      '}',
      'export const others = [EarshotError, Trainer, extractFeatures];',
      "// @ts-expect-error: a model is no number",
      'void Classifier.load(1);',
    ].join('\n');
    writeFileSync(join(folder, 'types.ts'), program);
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    for (const resolution of [['--module', 'ESNext', '--moduleResolution', 'bundler'], ['--module', 'NodeNext', '--moduleResolution', 'NodeNext']]) {
      const output = execFileSync(tsc, ['--ignoreConfig', '--noEmit', '--strict', '--target', 'ES2022', '--lib', 'ES2023,DOM,DOM.Iterable', '--types', '', ...resolution, 'types.ts'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
      expect(output).toBe('');
    }
  });

  test('in Node, importing it touches nothing of a browser, and the command gives the answers of the native one', () => {
    const names = execFileSync('node', ['--input-type=module', '-e', "await import('earshot/element'); await import('earshot/element-class'); console.log(Object.keys(await import('earshot')).join());"], { cwd: folder, encoding: 'utf8' });
    expect(names).toContain('Classifier');
    const ours = JSON.parse(run('earshot', ['classify', '--model', 'digits', '--json', clip]));
    const native = classifyNatively(clip);
    expect(ours.file).toBe(native.file);
    expect(ours.duration_s).toBe(native.duration_s);
    expect(ours.predictions.map(({ label: name }: { label: string }) => name)).toEqual(native.predictions.map(({ label: name }) => name));
    ours.predictions.forEach(({ score }: { score: number }, i: number) => expect(Math.abs(score - (native.predictions[i]?.score ?? NaN))).toBeLessThanOrEqual(1e-5));
    expect(ours.segments.map(({ label: name, start_s }: { label: string; start_s: number }) => [name, start_s])).toEqual(native.segments.map(({ label: name, start_s }) => [name, start_s]));
  });

  test.each([
    [['classify', '--model', 'digits', 'missing.wav'], 1, /^earshot: missing\.wav: .*\n$/],
    [['classify', '--model', 'package.json', 'x.wav'], 1, /^earshot: .*\n$/],
    [['classify', 'x.wav'], 2, /--model is required/],
    [['sing'], 2, /There is no command sing/],
    [['classify', '--model', 'digits', '--top', '-1', 'x.wav'], 2, /--top/],
  ])('in Node, %j ends with status %i and one sentence', (args, status, sentence) => {
    let failure: { status?: number; stderr?: string } = {};
    try {
      run('earshot', args);
    } catch (error) {
      failure = error as typeof failure;
    }
    expect(failure.status).toBe(status);
    expect(failure.stderr).toMatch(sentence);
  });

  test('in Node, a model of somebody else is adopted, and ONNX Runtime is taken from its own package once that is installed', () => {
    for (const [name, operator] of [['theirs.onnx', 'Relu'], ['selu.onnx', 'Selu']] as const) writeFileSync(join(folder, name), tinyCnn(operator));
    const load = (name: string): unknown => JSON.parse(execFileSync('node', ['--input-type=module', '-e', `
      import { readFile } from 'node:fs/promises';
      import { Classifier } from 'earshot';
      const model = await readFile('${name}');
      const guess = await Classifier.load(model).then(() => null, ({ details }) => details.guess);
      const options = { input: { ...guess.input, labels: ['a', 'b', 'c'] }, onnxRuntime: 'allow' };
      const outcome = await Classifier.load(model, options).then(async (classifier) => {
        const { predictions } = await classifier.classify(new Blob([await readFile('${clip}')]));
        const saved = await Classifier.load(await classifier.save(), { onnxRuntime: 'allow' });
        return { runtime: classifier.info.runtime, saved: saved.info.runtime, labels: predictions.length };
      }, ({ code, message }) => ({ code, message }));
      console.log(JSON.stringify(outcome));
      process.exit();`], { cwd: folder, encoding: 'utf8' }));
    expect(load('theirs.onnx')).toEqual({ runtime: 'earshot', saved: 'earshot', labels: 3 });
    expect(load('selu.onnx')).toMatchObject({ code: 'runtime-not-loaded', message: expect.stringContaining('Install the package onnxruntime-web') });
    for (const name of ['onnxruntime-web', 'onnxruntime-common']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    expect(load('selu.onnx')).toEqual({ runtime: 'onnxruntime', saved: 'onnxruntime', labels: 3 });
  });

  test('plain HTML with an import map: workers by file', async () => {
    const site = join(folder, 'plain');
    cpSync(join(folder, 'node_modules', 'earshot'), join(site, 'earshot'), { recursive: true });
    for (const name of ['main.js', 'use.js']) cpSync(join(folder, name), join(site, name));
    writeFileSync(join(site, 'index.html'), `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Plain</title>
      <script type="importmap">{ "imports": { "earshot": "./earshot/index.js", "earshot/": "./earshot/", "earshot/element": "./earshot/element.js" } }</script></head>
      <body><audio-classifier model="model.onnx"></audio-classifier><script type="module" src="main.js"></script></body></html>`);
    await check(await host(withClips(site)), { workers: ['file'] });
  });

  test('Vite: workers by file, under the strict policy', async () => {
    run('vite', ['build', '--logLevel', 'warn', '--outDir', 'vite-dist']);
    await check(await host(withClips(join(folder, 'vite-dist')), { policy: strictPolicy }), { workers: ['file'] });
  });

  test('webpack 5: workers by file, under the strict policy', async () => {
    run('webpack', ['./main.js', '--mode', 'production', '--no-optimization-minimize', '--output-path', join(folder, 'webpack-dist')]);
    const site = withClips(join(folder, 'webpack-dist'));
    writeFileSync(join(site, 'index.html'), '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>webpack</title><script defer src="main.js"></script></head><body><audio-classifier model="model.onnx"></audio-classifier></body></html>');
    await check(await host(site, { policy: strictPolicy }), { workers: ['file'] });
  });

  describe('esbuild moves no files', () => {
    const page = '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>esbuild</title></head><body><audio-classifier model="model.onnx"></audio-classifier><script type="module" src="main.js"></script></body></html>';
    const missing = /404|worker\.js|earshot(-train)?\.wasm|worklet\.js|text\/html/; // what was looked for by file first
    const build = (name: string): string => {
      run('esbuild', ['main.js', '--bundle', '--format=esm', '--splitting', `--outdir=${name}`, '--log-level=error']);
      const site = withClips(join(folder, name));
      writeFileSync(join(site, 'index.html'), page);
      return site;
    };

    test('workers by blob, the engines from the copies', async () => {
      await check(await host(build('esbuild-dist')), { workers: ['blob'], problems: missing });
    });

    test('the files served elsewhere, named by assetBase: workers by file', async () => {
      const site = build('esbuild-assets');
      for (const name of ['earshot.wasm', 'earshot-train.wasm', 'worker.js', 'training-worker.js']) cpSync(join(folder, 'node_modules', 'earshot', name), join(site, 'engine', name));
      writeFileSync(join(folder, 'assets.js'), "import { report, use } from './use.js';\nimport 'earshot/element';\nreport(use({ assetBase: 'engine/' }));\n");
      run('esbuild', ['assets.js', '--bundle', '--format=esm', '--splitting', '--outdir=esbuild-assets', '--log-level=error']);
      writeFileSync(join(site, 'index.html'), page.replace('<audio-classifier model="model.onnx"></audio-classifier>', '').replace('main.js', 'assets.js'));
      await visit([await host(site)], '/', { microphone }, async ({ page: open }) => {
        const handle = await open.waitForFunction(() => (globalThis as { outcome?: unknown }).outcome, undefined, { timeout: 90_000 });
        expect(await handle.jsonValue()).toEqual(good);
      });
    });
  });

  describe('Next.js', () => {
    let server: ChildProcess | null = null;
    afterAll(() => {
      server?.kill();
    });

    test('client and server: workers by file, and the engine in a route handler', async () => {
      const app = join(folder, 'next');
      cpSync(join(folder, 'use.js'), join(app, 'app', 'use.js'));
      mkdirSync(join(app, 'public'), { recursive: true });
      withClips(join(app, 'public'));
      run('next', ['build'], app);
      const port = await freePort();
      server = spawn(join(folder, 'node_modules', '.bin', 'next'), ['start', '--hostname', '127.0.0.1', '--port', String(port)], {
        cwd: app, stdio: 'ignore', env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
      });
      const url = `http://127.0.0.1:${port}/`;
      await answers(url);
      expect(await (await fetch(`${url}classify`)).json()).toEqual({ label });
      await check({ url, origin: new URL(url).origin, close: async () => {} }, { workers: ['file'] });
    });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`Nothing answers at ${url}.`);
}
