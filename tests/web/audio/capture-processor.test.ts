// The worklet's processor in Node, between a page and a worker played by ports.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { settle } from '../support/fake-worker.js';

type Processor = { process(inputs: Float32Array[][]): boolean };
let Processor: new () => Processor;
let pagePort: MessagePort;

beforeAll(async () => {
  vi.stubGlobal('sampleRate', 48000);
  vi.stubGlobal('AudioWorkletProcessor', class {
    port: MessagePort;
    constructor() {
      const channel = new MessageChannel();
      this.port = channel.port1;
      pagePort = channel.port2;
    }
  });
  vi.stubGlobal('registerProcessor', (_name: string, constructor: new () => Processor) => (Processor = constructor));
  // By a variable: the worklet's globals are typed for its own thread, not for this one.
  const script = '../../../web/audio/worklet/capture-processor.ts';
  await import(script);
});

function connected(): { processor: Processor; heard: number[]; reports: unknown[]; stop: () => void; close: () => void } {
  const processor = new Processor();
  const page = pagePort;
  const { port1, port2 } = new MessageChannel();
  const heard: number[] = [];
  const reports: unknown[] = [];
  port2.onmessage = ({ data }: MessageEvent<{ samples: Float32Array }>) => heard.push(...data.samples);
  page.onmessage = ({ data }) => reports.push(data);
  page.postMessage({ kind: 'connect', port: port1 }, [port1]);
  return {
    processor, heard, reports,
    stop: () => page.postMessage({ kind: 'stop' }),
    close: () => {
      port2.close();
      page.close();
    },
  };
}

describe('capture processor', () => {
  test('quanta are mixed to mono and arrive in order; stopping sends the rest', async () => {
    const { processor, heard, reports, stop, close } = connected();
    await settle();
    for (let quantum = 0; quantum < 9; quantum++) {
      const left = Float32Array.from({ length: 128 }, (_, i) => quantum * 128 + i);
      const right = left.map((sample) => sample + 2);
      expect(processor.process([[left, right]])).toBe(true);
    }
    await settle();
    expect(heard).toHaveLength(1024);
    stop();
    await settle();
    expect(heard).toEqual(Array.from({ length: 9 * 128 }, (_, i) => i + 1));
    expect(reports).toContainEqual({ kind: 'stopped' });
    expect(processor.process([[new Float32Array(128)]])).toBe(false);
    close();
  });

  test('the peak is reported about 20 times a second', async () => {
    const { processor, reports, close } = connected();
    await settle();
    for (let frames = 0; frames < 48000; frames += 128) processor.process([[new Float32Array(128).fill(-0.25)]]);
    await settle();
    const levels = reports.filter((report) => (report as { kind: string }).kind === 'level');
    expect(levels.length).toBeGreaterThanOrEqual(19);
    expect(levels.length).toBeLessThanOrEqual(20);
    expect(levels[0]).toEqual({ kind: 'level', peak: 0.25 });
    close();
  });

  test('a microphone without sound channels (muted, not yet running) is waited for', () => {
    const { processor, close } = connected();
    expect(processor.process([[]])).toBe(true);
    expect(processor.process([])).toBe(true);
    close();
  });
});
