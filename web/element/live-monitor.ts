// The fast-moving part of the microphone panel: level, elapsed time and spectrogram, written past the renderer.
import { setMeterLevel } from '../ui/level-meter.js';
import { LiveSpectrogram } from '../ui/live-spectrogram.js';
import type { MicrophoneControl } from './microphone-control.js';

const CLOCK_MS = 100;
const COLUMNS = 400;

export class LiveMonitor {
  #root: Element | null = null;
  #release: (() => void) | undefined;

  /** `root` holds `.meter`, `.elapsed` and, for listening, `canvas.live`; null ends. Cheap when nothing has changed. */
  follow(root: Element | null, microphone: MicrophoneControl, clock: (seconds: number) => string): void {
    if (root === this.#root) return;
    this.#release?.();
    this.#release = undefined;
    this.#root = root;
    if (!root) return;

    const meter = root.querySelector<HTMLElement>('.meter');
    const elapsed = root.querySelector('.elapsed');
    const canvas = root.querySelector<HTMLCanvasElement>('canvas.live');
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const spectrogram = canvas && new LiveSpectrogram(canvas, { columns: COLUMNS, scroll: !still });

    microphone.onLevel = (peak) => {
      if (meter) setMeterLevel(meter, peak);
    };
    microphone.onFrames = (frames) => spectrogram?.push(frames);
    const showElapsed = (): void => {
      if (elapsed) elapsed.textContent = clock((performance.now() - microphone.liveSince) / 1000);
    };
    showElapsed();
    const timer = setInterval(showElapsed, CLOCK_MS);
    this.#release = () => {
      clearInterval(timer);
      microphone.onLevel = null;
      microphone.onFrames = null;
    };
  }
}
