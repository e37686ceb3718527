// The session with a fake classifier: who gives way to whom, and that one failure never stops the rest.
import { describe, expect, test, vi } from 'vitest';

import { EarshotError } from '../../web/api/errors.js';
import type { EventDetails } from '../../web/element/events.js';
import type { ErrorDetails, InputGuess } from '../../web/api/types.js';
import { Session, type ForeignOptions, type Loader } from '../../web/element/session.js';
import { FakeClassifier, type FakeOptions } from './fake-classifier.js';

type Event = { [K in keyof EventDetails]: { type: K; detail: EventDetails[K] } }[keyof EventDetails];

function open(options: FakeOptions = {}, loader?: Loader) {
  const events: Event[] = [];
  const session = new Session({
    loader: () => loader ?? (async () => new FakeClassifier(options)),
    settings: () => ({ threshold: null, overlap: null, microphone: { deviceId: '', processing: false, threshold: null } }),
    recordingName: (n) => `Recording ${n}`,
    emit: (type, detail) => events.push({ type, detail } as Event),
    changed: () => {},
    progressed: () => {},
  });
  const add = (...names: string[]) => session.add(names.map((name) => ({ name, source: { kind: 'input', input: new File([], name) } })));
  const statuses = (): string[] => session.queue.clips.map(({ status }) => status.kind);
  return { session, events, add, statuses };
}

describe('session', () => {
  test('clips added before the model is there wait for it', async () => {
    const { session, add, statuses } = open();
    add('seven.wav');
    expect(statuses()).toEqual(['waiting']);
    expect(await session.load('model.onnx')).toBe(true);
    await vi.waitFor(() => expect(statuses()).toEqual(['done']));
    expect(session.state.kind).toBe('ready');
  });

  test('a clip at an address is fetched once, beside the model; what goes wrong is told when its turn comes, and again fetched then', async () => {
    let answer = (): Promise<Response> => Promise.resolve(new Response('sound'));
    const fetching = vi.spyOn(globalThis, 'fetch').mockImplementation(() => answer());
    const fromAddress = (name: string) => ({ name, source: { kind: 'url' as const, url: `https://example.org/${name}` } });
    try {
      const good = open();
      good.session.add([fromAddress('seven.wav')]);
      expect(fetching).toHaveBeenCalledTimes(1);
      await good.session.load('model.onnx');
      await vi.waitFor(() => expect(good.statuses()).toEqual(['done']));
      expect(fetching).toHaveBeenCalledTimes(1);

      answer = () => Promise.resolve(new Response('', { status: 404 }));
      const bad = open();
      bad.session.add([fromAddress('seven.wav')]);
      expect(bad.statuses()).toEqual(['waiting']);
      await bad.session.load('model.onnx');
      await vi.waitFor(() => expect(bad.statuses()).toEqual(['failed']));
      answer = () => Promise.resolve(new Response('sound'));
      await bad.session.load('another.onnx');
      await vi.waitFor(() => expect(bad.statuses()).toEqual(['done']));

      // A server that never answers does not keep Cancel waiting.
      fetching.mockImplementation((_, init) => new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      }));
      const stuck = open();
      stuck.session.add([fromAddress('seven.wav')]);
      await stuck.session.load('model.onnx');
      await vi.waitFor(() => expect(stuck.statuses()).toEqual(['working']));
      stuck.session.queue.cancelAll();
      await vi.waitFor(() => expect(stuck.statuses()).toEqual(['cancelled']));

      // Nor does it go on for a clip that is called off, or taken away, while the model is still coming.
      for (const callOff of ['cancelAll', 'clear'] as const) {
        const early = open();
        early.session.add([fromAddress('seven.wav')]);
        const signal = fetching.mock.lastCall?.[1]?.signal;
        expect(signal?.aborted).toBe(false);
        early.session.queue[callOff]();
        expect(signal?.aborted).toBe(true);
      }
    } finally {
      fetching.mockRestore();
    }
  });

  test('a model that is made first reaches the loader as what was made, and what is wrong with it as any failure', async () => {
    const sources: unknown[] = [];
    const { session } = open({}, async (source) => {
      sources.push(source);
      return new FakeClassifier({});
    });
    const bytes = new Uint8Array([1]);
    expect(await session.load(async () => bytes)).toBe(true);
    expect(sources).toEqual([bytes]);
    const broken = async (): Promise<Uint8Array> => {
      throw new EarshotError('unsupported-model', 'The layer a cannot be converted.');
    };
    expect(await session.load(broken)).toBe(false);
    expect(session.state.kind).toBe('ready');
    expect(session.notice).toMatchObject({ code: 'unsupported-model', detail: 'The layer a cannot be converted.' });
  });

  test('a broken file has its error, and the files after it their predictions', async () => {
    const { session, events, add, statuses } = open();
    await session.load('model.onnx');
    add('seven.wav', 'broken.wav', 'two.wav');
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'failed', 'done']));
    expect(events.filter(({ type }) => type === 'error')).toMatchObject([{ detail: { code: 'malformed-file', file: 'broken.wav' } }]);
    expect(events.filter(({ type }) => type === 'prediction')).toHaveLength(2);
  });

  test('classify resolves with its own prediction and rejects with its own error', async () => {
    const { session } = open();
    await session.load('model.onnx');
    const good = session.classify(new File([], 'nine.wav'), 'nine.wav');
    const bad = session.classify(new File([], 'broken.wav'), 'broken.wav');
    await expect(bad).rejects.toMatchObject({ code: 'malformed-file' });
    expect((await good).decision?.label).toBe('nine');
  });

  test('only the selected clip carries drawing data, and it comes when a clip is selected', async () => {
    const { session, add, statuses } = open();
    await session.load('model.onnx');
    const [first] = add('seven.wav', 'two.wav');
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'done']));
    const view = (): unknown => (first?.status.kind === 'done' ? first.status.view : undefined);
    expect(view()).toBeNull();
    session.queue.select(first?.id ?? 0);
    await vi.waitFor(() => expect(view()).not.toBeNull());
  });

  test('cancel keeps what is done and cancels the rest', async () => {
    const { session, add, statuses } = open({ delayMs: 40 });
    await session.load('model.onnx');
    add('seven.wav', 'two.wav', 'nine.wav');
    await vi.waitFor(() => expect(statuses()[0]).toBe('done'));
    await session.stop();
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'cancelled', 'cancelled']));
    expect(session.state.kind).toBe('ready');
  });

  test('the newer of two loads wins, and the older one is disposed of when it arrives', async () => {
    const dispose = vi.fn();
    let finishFirst = (): void => {};
    const loader: Loader = (source) =>
      source === 'slow.onnx'
        ? new Promise((resolve) => {
            finishFirst = () => resolve(Object.assign(new FakeClassifier(), { dispose }));
          })
        : Promise.resolve(new FakeClassifier());
    const { session, events } = open({}, loader);
    const slow = session.load('slow.onnx');
    expect(await session.load('fast.onnx')).toBe(true);
    finishFirst();
    expect(await slow).toBe(false);
    expect(dispose).toHaveBeenCalledOnce();
    expect(events.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });

  test('a model that cannot be used leaves the earlier one in place and says why', async () => {
    const loader: Loader = async (source) => {
      if (source === 'bad.onnx') throw new EarshotError('invalid-model', 'no graph');
      return new FakeClassifier();
    };
    const { session } = open({}, loader);
    await session.load('good.onnx');
    expect(await session.load('bad.onnx')).toBe(false);
    expect(session.state.kind).toBe('ready');
    expect(session.notice).toEqual({ code: 'invalid-model', detail: 'no graph' });
    expect(session.info).not.toBeNull();
  });

  test('a new model classifies the clips again', async () => {
    const { session, events, add, statuses } = open();
    await session.load('one.onnx');
    add('seven.wav', 'two.wav');
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'done']));
    await session.load('two.onnx');
    await vi.waitFor(() => expect(events.filter(({ type }) => type === 'prediction')).toHaveLength(4));
  });

  test('listening interrupts the queue, which goes on afterwards', async () => {
    const { session, add, statuses } = open({ delayMs: 60 });
    await session.load('model.onnx');
    add('seven.wav', 'two.wav');
    await vi.waitFor(() => expect(statuses()[0]).toBe('working'));
    await session.start('listen');
    expect(session.state).toEqual({ kind: 'listening', phase: 'live' });
    await vi.waitFor(() => expect(statuses()).toEqual(['waiting', 'waiting']));
    await session.stop();
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'done']));
  });

  test('a recording becomes a clip; a cancelled one does not', async () => {
    const { session, add, statuses } = open();
    await session.load('model.onnx');
    await session.start('record');
    add('seven.wav'); // waits for the end of the recording
    await session.stop();
    await vi.waitFor(() => expect(statuses()).toEqual(['done', 'done']));
    expect(session.queue.clips[1]).toMatchObject({ name: 'Recording 1', recorded: true });
    await session.start('record');
    await session.microphone.cancel();
    expect(session.queue.clips).toHaveLength(2);
  });

  describe('many clips', () => {
    async function many(options: FakeOptions, clips: { name: string; bytes?: number }[]) {
      const classifier = new FakeClassifier({ delayMs: 8, ...options });
      const { session, statuses, events } = open({}, async () => classifier);
      await session.load('model.onnx');
      session.add(clips.map(({ name, bytes = 0 }) => ({ name, source: { kind: 'input', input: new File([new Uint8Array(bytes)], name) } })));
      return { session, classifier, statuses, events, most: () => Math.max(...classifier.underWay.map(({ length }) => length)) };
    }
    const named = (count: number, prefix = 'seven') => Array.from({ length: count }, (_, i) => ({ name: `${prefix}-${i}.wav` }));

    test('as many at a time as the classifier wants, each once, and ready only after the last', async () => {
      const { session, statuses, events, most } = await many({ parallel: 3 }, named(20));
      await vi.waitFor(() => expect(session.state.kind).toBe('ready'));
      expect(statuses()).toEqual(Array(20).fill('done'));
      expect(most()).toBe(3);
      const predicted = events.flatMap(({ type, detail }) => (type === 'prediction' && detail.source === 'clip' ? [detail.file] : []));
      expect(predicted.toSorted()).toEqual(named(20).map(({ name }) => name).toSorted());
      expect(events.filter(({ type }) => type === 'state-change').map(({ detail }) => (detail as { state: string }).state)).toEqual(['loading', 'ready', 'classifying', 'ready']);
    });

    test('one at a time where the classifier says nothing, or there are few', async () => {
      for (const { parallel, count } of [{ parallel: 1, count: 20 }, { parallel: 4, count: 5 }]) {
        const { statuses, most } = await many({ parallel }, named(count));
        await vi.waitFor(() => expect(statuses()).toEqual(Array(count).fill('done')));
        expect(most()).toBe(1);
      }
    });

    test('a large file is alone, for it is in memory while it is under way', async () => {
      const { classifier, statuses } = await many({ parallel: 3 }, [...named(10), { name: 'large.mp3', bytes: 600_000 }, ...named(10, 'four')]);
      await vi.waitFor(() => expect(statuses()).toEqual(Array(21).fill('done')));
      expect(classifier.underWay.filter((names) => names.includes('large.mp3'))).toEqual([['large.mp3']]);
      expect(classifier.underWay.some((names) => names.length === 3)).toBe(true);
    });

    test('the microphone interrupts all of them, and they go on after it', async () => {
      const { session, statuses } = await many({ parallel: 3, delayMs: 30 }, named(12));
      await vi.waitFor(() => expect(statuses().filter((status) => status === 'working')).toHaveLength(3));
      await session.start('listen');
      await vi.waitFor(() => expect(statuses()).toEqual(Array(12).fill('waiting')));
      expect(session.state.kind).toBe('listening');
      await session.stop();
      await vi.waitFor(() => expect(statuses()).toEqual(Array(12).fill('done')));
    });

    test('Stop ends all of them, and what is done stays', async () => {
      const { session, statuses } = await many({ parallel: 3, delayMs: 30 }, named(12));
      await vi.waitFor(() => expect(statuses().filter((status) => status === 'done')).toHaveLength(3));
      await vi.waitFor(() => expect(statuses().filter((status) => status === 'working')).toHaveLength(3));
      const done = statuses().filter((status) => status === 'done').length;
      await session.stop();
      await vi.waitFor(() => expect(session.state.kind).toBe('ready'));
      expect(statuses().toSorted()).toEqual([...Array(12 - done).fill('cancelled'), ...Array(done).fill('done')]);
    });

    test('a clip that crashes its worker fails alone: the others under way get a second try', async () => {
      const { statuses, classifier, session } = await many({ parallel: 3 }, [...named(4), { name: 'poison.wav' }, ...named(10, 'four')]);
      await vi.waitFor(() => expect(session.state.kind).toBe('ready'));
      expect(statuses()).toEqual([...Array(4).fill('done'), 'failed', ...Array(10).fill('done')]);
      expect(classifier.underWay.filter((names) => names.at(-1) === 'poison.wav').at(-1)).toEqual(['poison.wav']);
    });
  });

  test('a drawing that was lost to the crash of a worker is asked for again, once', async () => {
    const fake = new FakeClassifier({ delayMs: 4, parallel: 2 });
    for (const { crashes, drawn } of [{ crashes: 1, drawn: true }, { crashes: 2, drawn: false }]) {
      let left = crashes;
      const classifier = Object.assign(Object.create(fake) as FakeClassifier, {
        info: fake.info,
        parallel: 2,
        classify: async (...[input, options]: Parameters<FakeClassifier['classify']>) => {
          if (options?.view && left-- > 0) throw new EarshotError('worker-crashed', 'The audio engine failed on this input.');
          return fake.classify(input, options);
        },
      });
      const { session, add, statuses } = open({}, async () => classifier);
      await session.load('model.onnx');
      const [first] = add('seven.wav', 'four.wav');
      await vi.waitFor(() => expect(statuses()).toEqual(['done', 'done']));
      session.queue.select(first?.id ?? 0);
      await vi.waitFor(() => expect(left).toBe(drawn ? -1 : 0));
      await vi.waitFor(() => expect(session.state.kind).toBe('ready'));
      const { status } = session.queue.selected ?? {};
      expect(status?.kind === 'done' && status.view !== null).toBe(drawn);
    }
  });

  test('a blocked microphone is a notice, and files still work', async () => {
    const { session, add, statuses } = open({ microphone: 'microphone-denied' });
    await session.load('model.onnx');
    await session.start('listen');
    expect(session.notice?.code).toBe('microphone-denied');
    expect(session.state.kind).toBe('ready');
    add('seven.wav');
    await vi.waitFor(() => expect(statuses()).toEqual(['done']));
    expect(session.notice).toBeNull();
  });

  test('cancelling while the browser asks leaves nothing behind', async () => {
    const { session } = open({ microphone: 'pending' });
    await session.load('model.onnx');
    const asking = session.start('listen');
    await vi.waitFor(() => expect(session.state).toEqual({ kind: 'listening', phase: 'prompting' }));
    await session.microphone.cancel();
    await asking;
    expect(session.state.kind).toBe('ready');
    expect(session.notice).toBeNull();
  });

  test('dispose ends everything, rejects what waits, and load begins anew', async () => {
    const { session, statuses } = open({ delayMs: 60 });
    await session.load('model.onnx');
    const waiting = session.classify(new File([], 'seven.wav'), 'seven.wav');
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    session.dispose();
    await rejected;
    expect(session.state.kind).toBe('idle');
    expect(statuses()).toEqual([]);
    expect(await session.load('model.onnx')).toBe(true);
  });

  describe('a model of others', () => {
    const guess: InputGuess = {
      outline: { inputs: [], outputs: [], operators: [], quantised: false, opset: 17 }, input: { features: {}, layout: ['time'], labels: [] }, numLabels: 2,
    };
    const asking = (code: 'model-needs-input' | 'model-needs-runtime', details: ErrorDetails) => new EarshotError(code, 'Say more.', { details });

    test('asks, keeps the model before it in use, and is used once it is described', async () => {
      const given: ForeignOptions[] = [];
      const loader: Loader = async (source, { signal: _signal, ...options }) => {
        if (source !== 'theirs.onnx') return new FakeClassifier({});
        given.push(options);
        if (!options.input) throw asking('model-needs-input', { guess });
        if (options.input.labels.length === 0) throw new EarshotError('invalid-config', 'The labels are missing.');
        if (!options.onnxRuntime) throw asking('model-needs-runtime', { runtime: { sizeBytes: 7, reason: 'Selu.' } });
        return Object.assign(new FakeClassifier({}), { info: { ...new FakeClassifier({}).info, labels: options.input.labels } });
      };
      const { session, add, statuses } = open({}, loader);
      await session.load('ours.onnx');
      const { info } = session;
      expect(await session.load('theirs.onnx')).toBe(false);
      expect(session.question).toMatchObject({ source: 'theirs.onnx', guess, runtime: null, failure: null });
      expect(session.info).toBe(info);
      expect(session.state.kind).toBe('ready');
      add('seven.wav');
      await vi.waitFor(() => expect(statuses()).toEqual(['done']));

      const described = { ...guess.input, labels: ['a', 'b'] };
      await session.load('theirs.onnx', { input: guess.input });
      expect(session.question).toMatchObject({ guess, failure: { code: 'invalid-config' } });
      await session.load('theirs.onnx', { input: described });
      expect(session.question).toMatchObject({ guess, runtime: { sizeBytes: 7 }, options: { input: described } });
      expect(await session.load('theirs.onnx', { input: described, onnxRuntime: 'allow' })).toBe(true);
      expect(session.question).toBeNull();
      expect(session.info?.labels).toEqual(['a', 'b']);
      expect(given).toHaveLength(4);

      session.describeAgain();
      expect(session.question).toMatchObject({ guess, runtime: null, options: { input: described } });
      session.closeQuestion();
      expect(session.question).toBeNull();
    });

    test('gives way to another model, and its question goes with it', async () => {
      const loader: Loader = async (source) => {
        if (source === 'theirs.onnx') throw asking('model-needs-input', { guess });
        return new FakeClassifier({});
      };
      const { session } = open({}, loader);
      await session.load('theirs.onnx');
      expect(session.question).not.toBeNull();
      await session.load('ours.onnx');
      expect(session.question).toBeNull();
      expect(session.canDescribe).toBe(false);
      expect(await session.saveModel()).toBeNull();
    });
  });
});
