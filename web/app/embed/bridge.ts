// The frame and the page around it: the element's events go to one origin as messages, and commands come from there. Nobody else
// hears anything or is listened to.
import type { AudioInput } from '../../api/types.js';
import type { AudioClassifierElement } from '../../element/audio-classifier.js';
import type { EventDetails } from '../../element/events.js';

/** To the page around: `source` tells these messages from those of other frames. */
export type FrameMessage = { [K in keyof EventDetails]: { source: 'earshot'; type: K } & EventDetails[K] }[keyof EventDetails];

const told: readonly (keyof EventDetails)[] = ['ready', 'prediction', 'detection', 'state-change', 'progress', 'error'];

type Surroundings = Pick<Window, 'addEventListener'> & { parent: Pick<Window, 'postMessage'> };

/** `modelUrl`: the address behind the name of a model, or null when there is none. */
export function connectParent(
  element: AudioClassifierElement,
  origin: string | null,
  modelUrl: (name: string) => Promise<string | null>,
  here: Surroundings = window,
): void {
  const { parent } = here;
  if (origin === null || (parent as unknown) === here) return;
  // The browser delivers it to that origin only, whoever the parent has become.
  const tell = (type: string, detail: object): void => parent.postMessage({ ...detail, source: 'earshot', type }, origin);
  for (const type of told) element.addEventListener(type, (event) => tell(type, (event as CustomEvent<object>).detail));
  const refuse = (message: string): void => tell('error', { code: 'invalid-argument', message, file: null });

  here.addEventListener('message', ({ data, origin: from, source }) => {
    if (from !== origin || source !== (parent as unknown) || !isRecord(data) || typeof data['type'] !== 'string') return;
    void obey(data['type'], data);
  });

  async function obey(type: string, command: Record<string, unknown>): Promise<void> {
    if (type === 'classify') {
      const sound = toInput(command['sound']);
      const name = command['name'];
      if (!sound) return refuse('classify needs a sound: a File, a Blob, the bytes of a file, or { samples, sampleRate }.');
      // What fails has its event already.
      await element.classify(sound, typeof name === 'string' ? name : undefined).catch(() => {});
    } else if (type === 'start') {
      const { what } = command;
      if (what !== undefined && what !== 'listen' && what !== 'record') return refuse('start takes what: "listen" or "record".');
      if (!element.info) await new Promise((resolve) => element.addEventListener('ready', resolve, { once: true }));
      await element.start(what);
    } else if (type === 'stop') {
      await element.stop();
    } else if (type === 'load') {
      const url = typeof command['model'] === 'string' ? await modelUrl(command['model']) : null;
      if (url === null) return refuse('load needs a model: the name of one that is here, or an address on the origin of the frame.');
      element.model = url;
    } else {
      refuse(`There is no command ${type}; there are classify, start, stop and load.`);
    }
  }
}

function toInput(sound: unknown): AudioInput | null {
  if (sound instanceof Blob) return sound;
  if (sound instanceof ArrayBuffer || ArrayBuffer.isView(sound)) return new Blob([sound as BlobPart]);
  if (!isRecord(sound)) return null;
  const { samples, sampleRate } = sound;
  const isSound = typeof sampleRate === 'number' && (samples instanceof Float32Array || (Array.isArray(samples) && samples.every((channel) => channel instanceof Float32Array)));
  return isSound ? { samples: samples as Float32Array | Float32Array[], sampleRate } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
