// The program compiled on the page's side: how it reaches the worker, and that nothing depends on it.
import { afterEach, describe, expect, test, vi } from 'vitest';

import { compileProgram } from '../../../web/core/program.js';
import { WorkerClient } from '../../../web/worker/client.js';
import { serve } from '../../../web/worker/host.js';
import type { Core, CoreSource } from '../../../web/core/core.js';
import type { Endpoint } from '../../../web/worker/protocol.js';
import { FakeWorker, settle } from '../support/fake-worker.js';

/** The smallest program there is: its name and its version. */
const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const features = { channels: [new Float32Array(4)], sampleRate: 16000, config: '{}' };

function kinds(worker: FakeWorker): string[] {
  return worker.received.map(({ kind }) => kind);
}

describe('the client', () => {
  test('announces a program in the first message and sends it once it is compiled', async () => {
    const program = new WebAssembly.Module(empty);
    let finish: (program: WebAssembly.Module) => void = () => {};
    const worker = new FakeWorker();
    const client = new WorkerClient({ startWorker: () => worker, compile: () => new Promise((resolve) => { finish = resolve; }) });
    void client.request('features', features).catch(() => {});
    await settle();
    expect(worker.received[0]).toMatchObject({ kind: 'configure', programFollows: true });
    expect(kinds(worker)).toEqual(['configure', 'features']);
    finish(program);
    await settle();
    expect(kinds(worker)).toEqual(['configure', 'features', 'program']);
    client.dispose();
  });

  test('tells the worker when nothing came of it', async () => {
    const worker = new FakeWorker();
    const client = new WorkerClient({ startWorker: () => worker, compile: () => Promise.reject(new Error('no memory')) });
    void client.request('features', features).catch(() => {});
    await settle();
    expect(worker.received.find(({ kind }) => kind === 'program')).toEqual({ kind: 'program', program: null });
    client.dispose();
  });

  test('sends none to a worker that has been given the bytes, and none after it has been disposed', async () => {
    const given = new FakeWorker();
    const compile = vi.fn(() => settle().then(() => null));
    const withBytes = new WorkerClient({ startWorker: () => given, compile, wasmBinary: empty });
    void withBytes.request('features', features).catch(() => {});
    await settle();
    expect(compile).not.toHaveBeenCalled();
    expect(given.received[0]).toMatchObject({ programFollows: false });
    withBytes.dispose();

    const late = new FakeWorker();
    const client = new WorkerClient({ startWorker: () => late, compile });
    void client.request('features', features).catch(() => {});
    client.dispose();
    await settle();
    await settle();
    expect(kinds(late)).not.toContain('program');
  });
});

describe('the host', () => {
  function hostWith(): { host: Endpoint; source: () => CoreSource | undefined } {
    let source: CoreSource | undefined;
    const { port1, port2 } = new MessageChannel();
    serve(port2 as unknown as Endpoint, (given) => {
      source = given;
      return Promise.resolve({} as Core);
    });
    port1.start();
    port2.start();
    return { host: port1 as unknown as Endpoint, source: () => source };
  }

  test('loads the core with the program that follows', async () => {
    const { host, source } = hostWith();
    host.postMessage({ kind: 'configure', wasmUrl: null, wasmBinary: null, programFollows: true }, []);
    host.postMessage({ kind: 'program', program: null }, []);
    await settle();
    await expect(source()?.program).resolves.toBeNull();
  });

  test('waits for no program when none follows', async () => {
    const { host, source } = hostWith();
    host.postMessage({ kind: 'configure', wasmUrl: null, wasmBinary: null }, []);
    await settle();
    expect(source()?.program).toBeNull();
  });
});

describe('compiling beside the worker', () => {
  afterEach(() => vi.unstubAllGlobals());

  function answering(make: () => Response): ReturnType<typeof vi.fn> {
    const fetching = vi.fn(() => Promise.resolve(make()));
    vi.stubGlobal('fetch', fetching);
    return fetching;
  }
  const wasm = { headers: { 'content-type': 'application/wasm' } };

  test('happens once for an address', async () => {
    const fetching = answering(() => new Response(empty, wasm));
    const [one, two] = await Promise.all([compileProgram('https://a.test/once.wasm'), compileProgram('https://a.test/once.wasm')]);
    expect(one).toBeInstanceOf(WebAssembly.Module);
    expect(two).toBe(one);
    expect(fetching).toHaveBeenCalledTimes(1);
  });

  test('gives null for a server without the type, for a missing file and for a broken one', async () => {
    answering(() => new Response(empty, { headers: { 'content-type': 'application/octet-stream' } }));
    await expect(compileProgram('https://a.test/untyped.wasm')).resolves.toBeNull();
    answering(() => new Response('not found', { status: 404, ...wasm }));
    await expect(compileProgram('https://a.test/missing.wasm')).resolves.toBeNull();
    answering(() => new Response('not a program', wasm));
    await expect(compileProgram('https://a.test/broken.wasm')).resolves.toBeNull();
  });

  test('a failure is not remembered', async () => {
    answering(() => new Response('not a program', wasm));
    await expect(compileProgram('https://a.test/again.wasm')).resolves.toBeNull();
    answering(() => new Response(empty, wasm));
    await expect(compileProgram('https://a.test/again.wasm')).resolves.toBeInstanceOf(WebAssembly.Module);
  });
});
