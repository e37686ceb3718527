// What the views see of the element: data to show and actions to offer.
import type { Formatter } from '../../ui/format.js';
import type { Sort, SortColumn } from '../../ui/clip-rows.js';
import type { Mode, ModelChoice, SampleClip } from '../choices.js';
import type { Clip } from '../clip.js';
import type { Messages } from '../messages/index.js';
import type { MicrophoneSettings } from '../microphone-control.js';
import type { Player } from '../player.js';
import type { Session } from '../session.js';
import type { Failure } from '../state.js';
import type { TableControl } from '../table-control.js';

export type ExportKind = 'clips' | 'segments' | 'json';

export type ViewHost = {
  readonly session: Session;
  readonly player: Player;
  readonly text: Messages;
  readonly format: Formatter;
  readonly language: string;
  readonly mode: Mode;
  readonly disabled: boolean;
  readonly top: number;
  readonly threshold: number | null;
  readonly models: readonly ModelChoice[];
  readonly samples: readonly SampleClip[];
  readonly modelTitle: string;
  /** URL of the loaded choice; '' for a file. */
  readonly modelUrl: string;
  readonly dragging: boolean;
  /** The last drop, paste or choice held no file that could be taken. */
  readonly tookNothing: boolean;
  readonly sort: Sort | null;
  readonly allScores: boolean;
  readonly table: TableControl;
  /** The table of segments is open; closed, its rows are not made. */
  readonly showSegments: boolean;
  readonly microphoneSettings: MicrophoneSettings;
  readonly devices: readonly MediaDeviceInfo[];

  sentence(failure: Failure): string;
  pickFiles(files: Iterable<File>): void;
  drag(event: DragEvent): void;
  drop(event: DragEvent): void;
  trySample(sample: SampleClip): void;
  chooseModel(url: string): void;
  openModelFile(file: File): void;
  /** The model in use was imported just now, and can be saved. */
  readonly importedModel: object | null;
  openTeachableMachine(parts: readonly File[]): void;
  saveImportedModel(): void;
  showCard(): void;
  saveModel(): void;
  describeModel(): void;
  start(what: 'listen' | 'record'): void;
  stop(): void;
  cancelMicrophone(): void;
  forgetDetections(): void;
  changeMicrophone(settings: Partial<MicrophoneSettings>): void;
  sortBy(column: SortColumn): void;
  select(id: number): void;
  removeClip(id: number): void;
  clear(): void;
  stopQueue(): void;
  toggleAllScores(): void;
  openSegments(open: boolean): void;
  togglePlay(clip: Clip): void;
  seek(clip: Clip, seconds: number): void;
  saveRecording(clip: Clip): void;
  exportAs(kind: ExportKind): Promise<void>;
  retry(): void;
  dismissNotice(): void;
};
