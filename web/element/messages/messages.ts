// Every text of the element. A translation is a value of this type, so a missing or misspelt key does not compile.
import type { ErrorCode } from '../../api/types.js';
import type { ClipPlotsStrings, ClipTableStrings, MetadataStrings } from '../../ui/strings.js';

export type Messages = ClipPlotsStrings & ClipTableStrings & MetadataStrings & {
  // taking sound in
  dropTitle: string;
  dropHint: string;
  dropNow: string;
  chooseFiles: string;
  chooseFolder: string;
  addMore: string;
  record: string;
  listen: string;
  stop: string;
  cancel: string;
  samplesTitle: string;
  nothingUsable: string;

  // model
  model: string;
  modelNone: string;
  modelLoading: string;
  openModel: string;
  importedTeachableMachine: string;
  saveModel: string;
  describeModel: string;
  aboutModel: string;
  close: string;
  cardLabels: string;
  cardMetrics: string;
  cardMetricOf(n: string): string;
  cardInterval(low: string, high: string): string;
  cardData: string;
  cardSplit: string;
  cardLimits: string;
  cardLicence: string;
  cardVersion: string;
  cardDate: string;
  cardSize: string;
  cardParameters(n: string): string;
  cardInput: string;
  cardSegment(length: string, rate: string): string;
  cardWholeClip(rate: string): string;
  cardNone: string;

  // privacy
  privacyTitle: string;
  privacyText: string;

  // microphone
  prompting: string;
  promptingHint: string;
  recordingTitle: string;
  recordingHint: string;
  recordingName(n: string): string;
  finishRecording: string;
  listeningTitle: string;
  listeningHint: string;
  liveSpectrogram: string;
  level: string;
  elapsed: string;
  detections: string;
  detectionsEmpty: string;
  quiet: string;
  microphoneSettings: string;
  device: string;
  deviceDefault: string;
  deviceNumber(n: string): string;
  processing: string;
  processingHint: string;
  detectFrom: string;
  tryAgain: string;

  // results
  classifying: string;
  classifyingOf(done: string, total: string): string;
  left(time: string): string;
  stopAll: string;
  clear: string;
  remove: string;
  noneOfTheseHint: string;
  bestGuess(label: string, score: string): string;
  nothingToClassify: string;
  showAll(n: string): string;
  showFewer: string;
  play: string;
  pause: string;
  cannotPlay: string;
  saveRecording: string;
  segmentTable: string;
  from: string;
  to: string;
  facts: string;
  warnings: string;
  clipsTitle(n: string): string;
  exportTitle: string;
  exportClips: string;
  exportSegments: string;
  exportJson: string;
  dismiss: string;

  // announcements
  announceResult(file: string, label: string, score: string): string;
  announceDone(done: string, failed: string): string;

  /** One sentence (or two: what happened, what to do) for each error code. */
  errors: Record<ErrorCode, string>;
};

/** What a host may replace: any key, and single error sentences. */
export type MessageOverrides = Partial<Omit<Messages, 'errors' | 'status'>> & {
  errors?: Partial<Messages['errors']>;
  status?: Partial<Messages['status']>;
};
