// A training run from where it stands to its end, in slices: progress, snapshots, pause, stop and cancel in between.
import { throwIfAborted } from '../base/errors.js';
import type { HistoryRow, RunSummary, TrainingProgress } from '../api/training-types.js';
import type { CoreProgress, CoreRun } from '../core/training-core.js';
import type { RunEvent } from './protocol-training.js';
import type { Open } from './request-loop.js';
import { sliceMs, yieldToMessages } from './slices.js';

/** Often enough for a moving bar, rarely enough for the page to draw it. */
const reportEveryMs = 100;
/** Below this, a forecast of the remaining time is a guess. */
const forecastAfterMs = 300;

type RunOptions = {
  /** Epochs between snapshots; 0: none. */
  snapshotEvery: number;
  memoryBytes: () => number;
  now?: () => number;
};

export async function runTraining(
  run: Pick<CoreRun, 'step' | 'progress' | 'stop' | 'state' | 'summary'>,
  open: Pick<Open, 'signal' | 'finishing' | 'paused' | 'ready' | 'report'>,
  { snapshotEvery, memoryBytes, now = () => performance.now() }: RunOptions,
): Promise<RunSummary> {
  const history: HistoryRow[] = [...run.summary().history];
  let confusion: number[] | null = null;
  let workedMs = 0;
  let reportedAt = -Infinity;
  let startedFrom: number | null = null;

  const report = (progress: CoreProgress, paused: boolean): void => {
    const gained = progress.fraction - (startedFrom ?? progress.fraction);
    const remainingS =
      workedMs >= forecastAfterMs && gained > 0 ? ((1 - progress.fraction) / gained) * (workedMs / 1000) : null;
    reportedAt = now();
    open.report({
      kind: 'progress',
      progress: progressOf(progress, { history: [...history], confusion, remainingS, paused, memoryBytes: memoryBytes() }),
    } satisfies RunEvent);
  };

  for (;;) {
    // Wherever a cancel, a stop or a pause may have arrived.
    throwIfAborted(open.signal);
    if (open.paused) {
      report(run.progress(), true);
      await open.ready();
      continue;
    }
    if (open.finishing) run.stop();
    const begun = now();
    startedFrom ??= run.progress().fraction;
    const progress = run.step(sliceMs);
    workedMs += now() - begun;
    history.push(...progress.rows);
    confusion = progress.confusion ?? confusion;
    const over = progress.finished || progress.stopped;
    const epochEnded = progress.rows.length > 0;
    if (over || epochEnded || now() - reportedAt >= reportEveryMs) report(progress, false);
    if (epochEnded && snapshotEvery > 0 && (over || progress.epoch % snapshotEvery === 0)) {
      const bytes = run.state();
      open.report({ kind: 'snapshot', epoch: progress.epoch, bytes } satisfies RunEvent, [bytes.buffer as ArrayBuffer]);
    }
    if (over) return run.summary();
    await yieldToMessages();
  }
}

type Around = Pick<TrainingProgress, 'history' | 'confusion' | 'remainingS' | 'paused' | 'memoryBytes'>;

/** The core's progress with what the loop knows. */
export function progressOf({ rows: _rows, betweenEpochs: _between, confusion: _new, ...progress }: CoreProgress, around: Around): TrainingProgress {
  return { ...progress, ...around };
}
