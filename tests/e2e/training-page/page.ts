// A page of somebody else's that trains through the public API: tones are made, added and learned in it. The browser test
// calls the functions below and looks at what they return.
import { Classifier, Trainer, listRecipes, type HistoryRow, type RunSnapshot } from '../../../web/api/index.js';

const rate = 16000;

/** Half a second of a tone with overtones, another one for each take. */
function tone(hz: number, take: number): Float32Array {
  const own = hz * (1 + 0.01 * (take % 7));
  return Float32Array.from({ length: rate / 2 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * own * i) / rate) + 0.1 * Math.sin((4 * Math.PI * own * i) / rate + take));
}

const pitches = { high: 1900, low: 300, middle: 800 };

async function filled(): Promise<Trainer> {
  const trainer = await Trainer.load('digits-dense');
  for (const [label, hz] of Object.entries(pitches)) {
    for (let take = 0; take < 10; take++) await trainer.add({ samples: tone(hz, take), sampleRate: rate }, { id: `${label}/${take}`, label });
  }
  return trainer;
}

const split = { type: 'stratified', validation: 0.2, test: 0.2 } as const;
const withoutSeconds = (history: readonly HistoryRow[]) => history.map(({ seconds: _, ...row }) => row);

/** Trains to the end: what was learned, the decision of the new model, and the snapshots. */
async function train(epochs: number, resumeFrom?: { epoch: number; bytes: number[] }) {
  const trainer = await filled();
  const snapshots: RunSnapshot[] = [];
  const run = await trainer.train({
    epochs, split, seed: 4, onSnapshot: (snapshot) => snapshots.push(snapshot),
    resumeFrom: resumeFrom && { epoch: resumeFrom.epoch, bytes: Uint8Array.from(resumeFrom.bytes) },
  });
  const summary = await run.done;
  const { accuracy } = await run.evaluate();
  const model = await run.model();
  const classifier = await Classifier.load(model);
  const { decision } = await classifier.classify({ samples: tone(pitches.low, 3), sampleRate: rate });
  classifier.dispose();
  trainer.dispose();
  return {
    history: withoutSeconds(summary.history), accuracy: accuracy.value, modelBytes: model.length, decision: decision?.label,
    snapshots: snapshots.map(({ epoch, bytes }) => ({ epoch, bytes: [...bytes] })),
  };
}

const training = { train, recipes: async () => (await listRecipes()).map(({ name }) => name) };
export type Training = typeof training;
Object.assign(globalThis, { training });
const state = document.querySelector('[data-testid=state]');
if (state) state.textContent = 'ready';
