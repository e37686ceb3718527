// What every view gets: the session, the reader's language, and the small state that is only about looking.
import type { CleanedClip, Explanation } from '../../api/training-types.js';
import type { Player } from '../../element/player.js';
import type { Formatter } from '../../ui/format.js';
import type { ClipRecord } from '../../store/types.js';
import type { Look, LookKind } from './look.js';
import type { RecordingState } from './recorder.js';
import type { Session } from './session.js';
import type { Step } from './steps.js';
import type { StudioText } from './text/en.js';

export type ClipColumn = 'id' | 'label' | 'lengthS' | 'channels' | 'sampleWidthBytes' | 'sampleRateHz' | 'frameWidth' | 'frames' | 'dbfs' | 'state';
export type ClipSort = { column: ClipColumn; descending: boolean } | null;

export class ViewState {
  step: Step = 'data';
  dragging = false;

  // data
  sort: ClipSort = null;
  onlyLabel: string | null = null;
  readonly selection = new Set<string>();
  scrollTop = 0;
  /** The project whose table of clips has been drawn. */
  tableOf: string | null = null;
  /** The row of the table that the keyboard is on. */
  activeRow: string | null = null;
  viewport = 440;
  moveTo = '';
  pattern: string | null = null;
  recording: RecordingState | null = null;
  recordLabel: string | null = null;
  recordSeconds = 2;
  renaming = false;

  // clean
  clipA: string | null = null;
  clipB: string | null = null;
  cleaned: { key: string; clip: CleanedClip | null; problem: string } | null = null;
  totals: { key: string; rows: { label: string; clips: number; keptS: number; removedS: number; pieces: number }[]; done: number; total: number } | null = null;

  // look
  lookKind: LookKind = 'mel';
  readonly looks = new Map<string, Look>();
  averages: Look | null = null;

  // network
  recipeText: string | null = null;
  recipeProblem = '';

  // judge
  run: string | null = null;
  cell: { truth: number; predicted: number } | null = null;
  rocLabel = 0;
  threshold = 0.5;
  explanation: { key: string; value: Explanation | null; problem: string } | null = null;
  explainClip: string | null = null;
  explainPiece = 0;

  // keep
  modelTitle: string | null = null;
}

export type View = {
  readonly session: Session;
  readonly state: ViewState;
  readonly text: StudioText;
  readonly format: Formatter;
  readonly language: string;
  readonly player: Player;
  /** Resolves after the next render. */
  readonly updateComplete: Promise<boolean>;
  changed(): void;
  go(step: Step): void;
  announce(text: string): void;
  play(clip: ClipRecord): void;
  playing(clip: ClipRecord): boolean;
  startRecording(label: string): void;
  stopRecording(keep: boolean): void;
  focus(selector: string): void;
};

/** The value of the input or select that an event comes from. */
export function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
}
