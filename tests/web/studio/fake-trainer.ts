// A trainer that learns nothing, for tests of what is around it: it remembers what it was told, and runs end when told to.
import type {
  AddedClip, DataCheck, Evaluation, ExampleEdit, ExampleInfo, Recipe, RunSummary, Split, TrainerApi, TrainingRunApi, TrainOptions,
} from '../../../web/api/training-types.js';

export const recipe: Recipe = { name: 'test', features: { sample_rate: 8000 }, network: { layers: [] }, training: { epochs: 3 } };

const part = (clips: string[]): Split['parts']['train'] => ({ examples: clips.length, clips, clipsByLabel: [] });

export class FakeRun implements TrainingRunApi {
  readonly options: TrainOptions;
  readonly done: Promise<RunSummary>;
  disposed = false;
  stopped = false;
  paused = false;
  settle!: (summary: Partial<RunSummary>) => void;
  fail!: (error: Error) => void;
  progress = {} as TrainingRunApi['progress'];

  constructor(options: TrainOptions) {
    this.options = options;
    this.done = new Promise((resolve, reject) => {
      this.settle = (summary) => resolve({
        recipe: 'test', seed: options.seed ?? 0, labels: ['a', 'b'], featureShape: [1], parameters: 10, history: [], epochs: 3, bestEpoch: 2, stoppedEarly: false,
        stopped: this.stopped, seconds: 1, split: { name: '', parts: { train: part(['x']), validation: part(['y']), test: part([]) }, warnings: [] }, ...summary,
      });
      this.fail = reject;
    });
    this.done.catch(() => {});
    options.signal?.addEventListener('abort', () => this.fail(new DOMException('aborted', 'AbortError')));
  }

  pause(): void { this.paused = true; }
  resume(): void { this.paused = false; }
  stop(): void {
    this.stopped = true;
    this.settle({});
  }
  dispose(): void { this.disposed = true; }
  evaluate = async (): Promise<Evaluation> => ({ on: 'the test part', accuracy: { n: 2, correct: 1, value: 0.5, interval: [0.1, 0.9] } }) as Evaluation;
  model = async (): Promise<Uint8Array> => Uint8Array.of(1, 2, 3);
  report = async (): Promise<string> => '<!doctype html>';
  network = () => Promise.reject(new Error('not in this test'));
  historyCsv = async (): Promise<string> => '';
  explain = () => Promise.reject(new Error('not in this test'));
}

export class FakeTrainer implements TrainerApi {
  readonly info = {} as TrainerApi['info'];
  readonly examples = new Map<string, ExampleInfo>();
  readonly runs: FakeRun[] = [];
  readonly log: string[] = [];
  splitCount = 1;
  blocker: string | null = null;
  disposed = false;
  /** Called before a clip is added. */
  beforeAdd: (id: string) => void = () => {};

  async add(_input: unknown, example: ExampleInfo): Promise<AddedClip> {
    this.beforeAdd(example.id);
    this.log.push(`add ${example.id}`);
    this.examples.set(example.id, example);
    return { id: example.id, pieces: 1, lengthS: 1, channels: 1, sampleRateHz: 8000, sampleWidthBytes: 2, dbfs: -20, peak: 0.5, problem: null, warnings: [] };
  }
  async edit(edits: readonly ExampleEdit[]): Promise<void> {
    for (const { id, label } of edits) {
      this.log.push(`edit ${id} ${label}`);
      const known = this.examples.get(id);
      if (known) this.examples.set(id, { ...known, label: label ?? known.label });
    }
  }
  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.log.push(`remove ${id}`);
      this.examples.delete(id);
    }
  }
  async setRecipe(): Promise<never> {
    this.log.push('setRecipe');
    return {} as never;
  }
  check = async (): Promise<DataCheck> => ({ labels: ['a', 'b'], warnings: [], blocker: this.blocker }) as unknown as DataCheck;
  splits = async (): Promise<Split[]> => Array.from({ length: this.splitCount }, (_, i) => ({ name: `fold ${i + 1}`, warnings: ['A warning.'] }) as Split);
  async train(options: TrainOptions = {}): Promise<TrainingRunApi> {
    const run = new FakeRun(options);
    this.runs.push(run);
    return run;
  }
  evaluateTogether = async (runs: readonly TrainingRunApi[]): Promise<Evaluation> => ({ on: `${runs.length} folds` }) as Evaluation;
  reportTogether = async (runs: readonly TrainingRunApi[]): Promise<string> => `<!doctype html>${runs.length} folds`;
  layout = () => Promise.reject(new Error('not in this test'));
  addNoise = async (): Promise<void> => {};
  countExamples = async (): Promise<Record<string, number>> => ({});
  network = () => Promise.reject(new Error('not in this test'));
  evaluateModel = () => Promise.reject(new Error('not in this test'));
  clean = () => Promise.reject(new Error('not in this test'));
  dispose(): void { this.disposed = true; }
}
