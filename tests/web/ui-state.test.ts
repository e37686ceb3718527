import { describe, expect, test } from 'vitest';

import { Announcer, type Clock } from '../../web/element/announcer.js';
import { withUpdate, type Detection } from '../../web/element/detections.js';
import { reduce, type Action, type Failure, type State } from '../../web/element/state.js';
import type { StreamUpdate } from '../../web/api/types.js';

const failure: Failure = { code: 'invalid-model', detail: 'no graph' };
const after = (...actions: Action[]): State => actions.reduce(reduce, { kind: 'idle' });

describe('state', () => {
  test('a model is loaded, a clip is classified, and the element is ready again', () => {
    expect(after({ type: 'load' }, { type: 'loaded' }, { type: 'classify', clipId: 3 })).toEqual({ kind: 'classifying', clipId: 3 });
    expect(after({ type: 'load' }, { type: 'loaded' }, { type: 'classify', clipId: 3 }, { type: 'settled' })).toEqual({ kind: 'ready' });
  });

  test('a model that fails is a failure, unless an earlier one is still there', () => {
    expect(after({ type: 'load' }, { type: 'load-failed', failure, fallback: false })).toEqual({ kind: 'failed', failure });
    expect(after({ type: 'load' }, { type: 'load-failed', failure, fallback: true })).toEqual({ kind: 'ready' });
  });

  test('nothing is classified or heard without a model', () => {
    const idle: State = { kind: 'idle' };
    for (const action of [{ type: 'classify', clipId: 1 }, { type: 'listen' }, { type: 'record' }] as const) {
      expect(reduce(idle, action)).toBe(idle);
    }
  });

  test('listening takes over from a clip, and the clip settling late changes nothing', () => {
    const listening = after({ type: 'load' }, { type: 'loaded' }, { type: 'classify', clipId: 1 }, { type: 'listen' });
    expect(listening).toEqual({ kind: 'listening', phase: 'prompting' });
    expect(reduce(listening, { type: 'settled' })).toBe(listening);
    expect(reduce(listening, { type: 'classify', clipId: 2 })).toBe(listening);
    expect(reduce(listening, { type: 'microphone-live' })).toEqual({ kind: 'listening', phase: 'live' });
  });

  test('a microphone that answers after a new model was asked for changes nothing', () => {
    const loading = after({ type: 'load' }, { type: 'loaded' }, { type: 'listen' }, { type: 'load' });
    expect(reduce(loading, { type: 'microphone-live' })).toBe(loading);
    expect(reduce(loading, { type: 'microphone-stopped' })).toBe(loading);
  });
});

describe('announcements', () => {
  function fakeClock(): Clock & { advance(ms: number): void } {
    let now = 0;
    let waiting: { at: number; run: () => void } | undefined;
    return {
      now: () => now,
      after: (ms, run) => {
        waiting = { at: now + ms, run };
        return () => (waiting = undefined);
      },
      advance: (ms) => {
        now += ms;
        if (!waiting || waiting.at > now) return;
        const { run } = waiting;
        waiting = undefined;
        run();
      },
    };
  }

  test('come at most once in 1.5 s, and then the newest', () => {
    const clock = fakeClock();
    const said: string[] = [];
    const announcer = new Announcer((text) => said.push(text), clock);
    announcer.announce('one');
    clock.advance(100);
    announcer.announce('two');
    clock.advance(100);
    announcer.announce('three');
    expect(said).toEqual(['one']);
    clock.advance(1299);
    expect(said).toEqual(['one']);
    clock.advance(1);
    expect(said).toEqual(['one', 'three']);
  });

  test('are not repeated, and a change that is taken back in time is not spoken', () => {
    const clock = fakeClock();
    const said: string[] = [];
    const announcer = new Announcer((text) => said.push(text), clock);
    announcer.announce('one');
    announcer.announce('two');
    announcer.announce('one');
    clock.advance(5000);
    expect(said).toEqual(['one']);
  });
});

describe('detections', () => {
  const update = (startS: number, label: string, flags: Partial<StreamUpdate>): StreamUpdate => ({
    startS, endS: startS + 1, scores: new Float32Array(), smoothed: new Float32Array(),
    top: { index: 0, label, score: 0.8 }, detected: true, started: false, levelDbfs: -20, ...flags,
  });

  test('a detection grows while it lasts, and another label begins another', () => {
    let list: readonly Detection[] = [];
    list = withUpdate(list, update(0, 'a', { started: true }));
    list = withUpdate(list, update(0.25, 'a', {}));
    list = withUpdate(list, update(0.5, 'b', { started: true }));
    expect(list.map(({ label, startS, endS }) => ({ label, startS, endS }))).toEqual([
      { label: 'b', startS: 0.5, endS: 1.5 },
      { label: 'a', startS: 0, endS: 1.25 },
    ]);
  });

  test('an update without a detection leaves the list as it is', () => {
    const list: readonly Detection[] = [{ label: 'a', startS: 0, endS: 1, score: 0.9 }];
    expect(withUpdate(list, update(3, 'a', { detected: false }))).toBe(list);
  });
});
