// Random graphs of every operator and small networks of them: what our engine computes, natively and as WebAssembly, is what
// ONNX Runtime Web computes. The C++ test binary makes the graphs (tests/cpp/nn/random_graphs.cpp) and runs them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { root } from './models.js';

/**
 * Single precision, sums in different orders, other polynomials for exp and tanh. Through a network of a dozen nodes
 * rounding grows to a few parts in 100,000; a wrong operator is off by parts in 10.
 */
const absolute = 2e-5;
const relative = 2e-4;

type Values = { name: string; dims: number[]; data: number[] };
type Case = { what: string; inputs: Values[]; output: Values };

const builds = [
  { name: 'native', command: join(root, 'build', 'native-release', 'tests', 'cpp', 'earshot_tests'), args: [] },
  // Without the flag, Node's fetch makes the glue of Emscripten 3.1.6 believe that it runs in a browser.
  {
    name: 'WebAssembly',
    command: process.execPath,
    args: ['--no-experimental-fetch', join(root, 'build', 'wasm-release', 'tests', 'cpp', 'earshot_tests.js')],
  },
];

describe.each(builds)('random graphs, $name', ({ command, args }) => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-graphs-'));

  beforeAll(() => {
    execFileSync(command, [...args, '--test-case=random graphs*'], { env: { ...process.env, EARSHOT_RANDOM_GRAPHS: folder } });
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
    const binary = readFileSync(join(runtime, 'ort-wasm-simd-threaded.wasm'));
    ort.env.wasm.wasmBinary = binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength) as ArrayBuffer;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('all give the numbers of ONNX Runtime Web', async () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
    expect(names.length).toBeGreaterThan(500);
    const different: string[] = [];
    for (const name of names) {
      const { what, inputs, output } = JSON.parse(readFileSync(join(folder, name.replace('.onnx', '.json')), 'utf8')) as Case;
      try {
        const difference = await differenceOf(readFileSync(join(folder, name)), inputs, output);
        if (difference) different.push(`${name} (${what}): ${difference}`);
      } catch (error) {
        different.push(`${name} (${what}): ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(different, different.join('\n')).toEqual([]);
  }, 300_000);
});

/** Where the runtime's output departs from ours; '' when it does not. */
async function differenceOf(model: Uint8Array, inputs: Values[], ours: Values): Promise<string> {
  // As the file has it: fusing or folding nodes would compare something else.
  const session = await ort.InferenceSession.create(model, { graphOptimizationLevel: 'disabled' });
  try {
    const feeds = Object.fromEntries(inputs.map(({ name, dims, data }) => [name, new ort.Tensor('float32', Float32Array.from(data), dims)]));
    const theirs = (await session.run(feeds))[ours.name];
    if (!theirs) return 'it gives no output';
    if (theirs.dims.join() !== ours.dims.join()) return `shape [${theirs.dims}], ours [${ours.dims}]`;
    const values = theirs.data as Float32Array;
    const at = ours.data.findIndex((value, index) => {
      const expected = values[index] ?? NaN;
      return !(Math.abs(value - expected) <= absolute + relative * Math.abs(expected));
    });
    return at < 0 ? '' : `element ${at} is ${values[at]}, ours ${ours.data[at]}`;
  } finally {
    await session.release();
  }
}
