import { describe, expect, test, vi } from 'vitest';

import { StoreClient, type StoreWorker } from '../../../web/store/client.js';
import { formatProblem } from '../../../web/store/database.js';
import { toStoreError } from '../../../web/store/errors.js';
import type { FromStore, ToStore } from '../../../web/store/protocol.js';
import { PROJECT_FORMAT } from '../../../web/store/types.js';

class FakeWorker implements StoreWorker {
  readonly sent: ToStore[] = [];
  terminated = false;
  onmessage: ((event: MessageEvent<FromStore>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  postMessage(message: ToStore): void { this.sent.push(message); }
  terminate(): void { this.terminated = true; }
  answer(message: FromStore): void { this.onmessage?.({ data: message } as MessageEvent<FromStore>); }
}

function connected(): { client: StoreClient; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const client = new StoreClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { client, workers };
}

describe('the store client', () => {
  test('each answer reaches its own request, in whatever order', async () => {
    const { client, workers } = connected();
    const first = client.request('put', { project: 'p', blob: new Blob(['a']) });
    const second = client.request('put', { project: 'p', blob: new Blob(['b']) });
    workers[0]?.answer({ kind: 'done', id: 2, value: { hash: 'b', size: 1 } });
    workers[0]?.answer({ kind: 'done', id: 1, value: { hash: 'a', size: 1 } });
    expect(await first).toEqual({ hash: 'a', size: 1 });
    expect(await second).toEqual({ hash: 'b', size: 1 });
  });

  test('a failure keeps its code', async () => {
    const { client, workers } = connected();
    const request = client.request('drop', { project: 'p' });
    workers[0]?.answer({ kind: 'failed', id: 1, code: 'disk-full', message: 'full' });
    await expect(request).rejects.toMatchObject({ name: 'StoreError', code: 'disk-full' });
  });

  test('a crash rejects what is in flight, and the next request starts a fresh worker', async () => {
    const { client, workers } = connected();
    const request = client.request('drop', { project: 'p' });
    workers[0]?.onerror?.({ preventDefault() {} } as ErrorEvent);
    await expect(request).rejects.toMatchObject({ code: 'store-failed' });
    expect(workers[0]?.terminated).toBe(true);
    void client.request('drop', { project: 'p' }).catch(() => {});
    expect(workers).toHaveLength(2);
    client.dispose();
  });

  const files = (count: number) => Array.from({ length: count }, (_, i) => ({ path: `${i}.wav`, file: new File([], `${i}.wav`) }));
  const fed = (worker: FakeWorker | undefined) => (worker?.sent ?? []).flatMap((message) => (message.kind === 'files' ? [message] : []));

  test('the files of an import follow in messages that let the page answer between them, whole and in order', async () => {
    const { client, workers } = connected();
    const request = client.importFiles('p', files(100));
    expect(fed(workers[0])).toHaveLength(1);
    await vi.waitFor(() => expect(fed(workers[0]).at(-1)?.last).toBe(true));
    expect(workers[0]?.sent[0]).toMatchObject({ kind: 'request', operation: 'import', args: { project: 'p', total: 100 } });
    expect(fed(workers[0]).length).toBeGreaterThan(2);
    expect(fed(workers[0]).flatMap((message) => message.files.map(({ path }) => path))).toEqual(files(100).map(({ path }) => path));
    workers[0]?.answer({ kind: 'done', id: 1, value: { csvs: [], ignored: 0 } });
    await request;
  });

  test('an import without files says so, and one that is called off or over sends no more', async () => {
    const { client, workers } = connected();
    void client.importFiles('p', []);
    expect(fed(workers[0])).toMatchObject([{ files: [], last: true }]);
    const abort = new AbortController();
    void client.importFiles('p', files(100), { signal: abort.signal });
    abort.abort();
    const full = client.importFiles('p', files(100));
    workers[0]?.answer({ kind: 'failed', id: 3, code: 'disk-full', message: 'full' });
    await expect(full).rejects.toMatchObject({ code: 'disk-full' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fed(workers[0]).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('an abort asks the worker to stop; the answer still comes', async () => {
    const { client, workers } = connected();
    const abort = new AbortController();
    const request = client.request('import', { project: 'p', total: 0 }, { signal: abort.signal });
    abort.abort();
    expect(workers[0]?.sent.at(-1)).toEqual({ kind: 'cancel', id: 1 });
    workers[0]?.answer({ kind: 'done', id: 1, value: { csvs: [], ignored: 0 } });
    expect(await request).toEqual({ csvs: [], ignored: 0 });
  });
});

test.each([
  [new DOMException('x', 'QuotaExceededError'), 'disk-full'],
  [new DOMException('x', 'NotFoundError'), 'file-gone'],
  [Object.assign(new Error('bad zip'), { name: 'ArchiveError' }), 'archive'],
  [new Error('anything'), 'store-failed'],
])('%s becomes the code %s', (error, code) => expect(toStoreError(error).code).toBe(code));

test('projects of another format are named and refused', () => {
  expect(formatProblem({ format: PROJECT_FORMAT, name: 'P' })).toBeNull();
  expect(formatProblem({ format: PROJECT_FORMAT + 1, name: 'P' })).toMatch(/newer Earshot/);
  expect(formatProblem({ format: 0, name: 'P' })).toMatch(/no longer reads/);
});
