// Workloads on Earshot's public API, as a page would use it. bench/rows calls them.
import { Classifier, type ClipPrediction, type StreamUpdate } from '../../web/api/index.js';
import { wavFile } from '../../web/element/wav.js';

/** Gaps between callbacks of the page's own thread: how long it was kept from answering. */
class Heartbeat {
  longestMs = 0;
  #last = performance.now();
  readonly #channel = new MessageChannel();
  #stopped = false;

  constructor() {
    this.#channel.port1.onmessage = () => {
      const now = performance.now();
      this.longestMs = Math.max(this.longestMs, now - this.#last);
      this.#last = now;
      if (!this.#stopped) setTimeout(() => this.#channel.port2.postMessage(null), 4);
    };
    this.#channel.port2.postMessage(null);
  }

  stop(): number {
    this.#stopped = true;
    return this.longestMs;
  }
}

function clip(seed: number, sampleRate: number): Float32Array {
  return Float32Array.from({ length: sampleRate }, (_, i) => 0.4 * Math.sin(0.01 * (1 + (seed % 40)) * i) + 0.1 * Math.sin((0.3 + 1e-4 * seed) * i));
}

/** What `runBatch` works on: made, loaded and warmed up before its time begins, and given up after it has ended. */
let prepared: { files: Blob[]; classifier: Classifier } | null = null;

/** Clips of one second, and a classifier that may have so many workers. */
export async function openBatch({ model, clips, workers }: { model: string; clips: number; workers: number }): Promise<void> {
  const files = Array.from({ length: clips }, (_, i) => wavFile(clip(i, 16000), 16000));
  const classifier = await Classifier.load(model, { workers });
  prepared = { files, classifier };
  // The warm-up: clips come together for so long that every worker has been started and has seen some.
  for (const until = performance.now() + 1000; performance.now() < until;) await classifyAll(classifier, files.slice(0, 20));
}

/** As many at a time as the classifier asks for; that is how the page does it. Returns the best label of each. */
async function classifyAll(classifier: Classifier, files: readonly Blob[]): Promise<number[]> {
  const labels = new Array<number>(files.length).fill(-1);
  let next = 0;
  const drain = async (): Promise<void> => {
    while (next < files.length) {
      const mine = next++;
      const { predictions } = await classifier.classify(files[mine] as Blob);
      labels[mine] = predictions[0]?.index ?? -1;
    }
  };
  await Promise.all(Array.from({ length: classifier.parallel }, drain));
  return labels;
}

export async function runBatch(): Promise<{ ms: number; longestMs: number; labels: number[] }> {
  if (!prepared) throw new Error('openBatch comes first.');
  const heartbeat = new Heartbeat();
  const began = performance.now();
  const labels = await classifyAll(prepared.classifier, prepared.files);
  const ms = performance.now() - began;
  return { ms, longestMs: heartbeat.stop(), labels };
}

export async function closeBatch(): Promise<void> {
  prepared?.classifier.dispose();
  prepared = null;
}

/** The file that the input on the page holds. */
export async function longFile({ model, cancelAfterMs }: { model: string; cancelAfterMs: number | null }): Promise<{
  ms: number; durationS: number; segments: number; progress: number; monotone: boolean; cancelledMs: number | null; longestMs: number;
}> {
  const file = (document.getElementById('file') as HTMLInputElement).files?.[0];
  if (!file) throw new Error('There is no file in the input.');
  const classifier = await Classifier.load(model);
  const heartbeat = new Heartbeat();
  const abort = new AbortController();
  let progress = 0;
  let last = 0;
  let monotone = true;
  let cancelAt = 0;
  if (cancelAfterMs !== null) {
    setTimeout(() => {
      cancelAt = performance.now();
      abort.abort();
    }, cancelAfterMs);
  }
  const began = performance.now();
  let result: ClipPrediction | null = null;
  try {
    result = await classifier.classify(file, {
      signal: abort.signal,
      onProgress: ({ fraction }) => {
        progress += 1;
        monotone &&= fraction >= last;
        last = fraction;
      },
    });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  }
  const ended = performance.now();
  const longestMs = heartbeat.stop();
  classifier.dispose();
  return {
    ms: ended - began,
    durationS: result?.durationS ?? 0,
    segments: result?.segments.length ?? 0,
    progress,
    monotone,
    cancelledMs: abort.signal.aborted ? ended - cancelAt : null,
    longestMs,
  };
}

type Heard = { at: number; endS: number; levelDbfs: number };
let heard: Heard[] = [];
let onsets: number[] = [];
let stopListening: () => Promise<void> = async () => {};

/**
 * Listens live, and beside it a tap of the bench's own on the same microphone notes when a sound begins. Times are those
 * of Date.now(), the one clock that an AudioWorklet has.
 */
export async function listen({ model, tap, thresholdDbfs }: { model: string; tap: string; thresholdDbfs: number }): Promise<void> {
  const classifier = await Classifier.load(model);
  heard = [];
  onsets = [];
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  const context = new AudioContext({ sampleRate: stream.getAudioTracks()[0]?.getSettings().sampleRate ?? 48000 });
  await context.audioWorklet.addModule(tap);
  const node = new AudioWorkletNode(context, 'onset-tap', { numberOfOutputs: 0, processorOptions: { level: 10 ** (thresholdDbfs / 20) } });
  node.port.onmessage = ({ data }: MessageEvent<number>) => onsets.push(data);
  context.createMediaStreamSource(stream).connect(node);
  const shown = document.createElement('p');
  document.body.append(shown);
  const listening = await classifier.listen({
    hopS: 0.25,
    onPrediction: ({ endS, levelDbfs, top }: StreamUpdate) => {
      shown.textContent = `${top.label} ${top.score.toFixed(2)}`;
      // Shown is when the frame with it has been painted.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => heard.push({ at: Date.now(), endS, levelDbfs });
        port2.postMessage(null);
      });
    },
  });
  stopListening = async () => {
    await listening.stop();
    await context.close();
    stream.getTracks().forEach((track) => track.stop());
    classifier.dispose();
  };
}

export async function heardSoFar(): Promise<{ heard: Heard[]; onsets: number[] }> {
  return { heard, onsets };
}

export const stop = (): Promise<void> => stopListening();

Object.assign(globalThis, { earshotBench: { openBatch, runBatch, closeBatch, longFile, listen, heardSoFar, stop } });
