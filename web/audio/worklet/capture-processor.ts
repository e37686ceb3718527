// AudioWorklet: gathers the 128-frame quanta of the microphone into larger mono buffers and hands each over (no copy)
// to whoever holds the other end of the port given by `connect`. Peak levels go to the page, about 20 a second.
import type { CaptureControl, CaptureReport } from '../../base/capture-messages.js';

/** 21 ms at 48 kHz: late enough to keep messages rare, early enough for a live view. */
const batchFrames = 1024;
const levelsPerSecond = 20;

class CaptureProcessor extends AudioWorkletProcessor {
  #destination: MessagePort | null = null;
  #batch = new Float32Array(batchFrames);
  #filled = 0;
  #stopped = false;
  #peak = 0;
  #framesUntilLevel = sampleRate / levelsPerSecond;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<CaptureControl>) => {
      if (data.kind === 'connect') {
        this.#destination = data.port;
      } else {
        this.#flush();
        this.#destination?.close();
        this.#stopped = true;
        this.#report({ kind: 'stopped' });
      }
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const frames = channels[0]?.length ?? 0;
    for (let i = 0; i < frames && !this.#stopped; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i] ?? 0;
      const sample = sum / channels.length;
      this.#peak = Math.max(this.#peak, Math.abs(sample));
      this.#batch[this.#filled++] = sample;
      if (this.#filled === batchFrames) this.#flush();
    }
    this.#framesUntilLevel -= frames;
    if (this.#framesUntilLevel <= 0) {
      this.#report({ kind: 'level', peak: Math.min(1, this.#peak) });
      this.#peak = 0;
      this.#framesUntilLevel += sampleRate / levelsPerSecond;
    }
    return !this.#stopped;
  }

  #flush(): void {
    if (this.#filled === 0) return;
    const samples = this.#filled === batchFrames ? this.#batch : this.#batch.slice(0, this.#filled);
    this.#destination?.postMessage({ kind: 'samples', samples }, [samples.buffer]);
    // What has been transferred is gone; without a destination the old buffer serves again.
    if (this.#destination) this.#batch = new Float32Array(batchFrames);
    this.#filled = 0;
  }

  #report(report: CaptureReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor('earshot-capture', CaptureProcessor);
