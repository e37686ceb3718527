// What a project is on disk. Audio lies in the origin private file system under the hash of its bytes; everything here
// lies in IndexedDB, so all of it survives structured cloning.

/** Raised with every change of the records below that older code could not read. */
export const PROJECT_FORMAT = 1;

/** What reading a clip has shown; null until it has been read. */
export type ClipFacts = {
  lengthS: number;
  channels: number;
  sampleRateHz: number;
  /** Null for compressed files. */
  sampleWidthBytes: number | null;
  /** -Infinity for silence. */
  dbfs: number;
  /** Largest magnitude; 1 is full scale. */
  peak: number;
  /** Examples that the recipe cuts it into. */
  pieces: number;
  /** Why it cannot be used. */
  problem: { code: string; message: string } | null;
  warnings: string[];
};

export type ClipOrigin = 'file' | 'recording' | 'sample';

export type ClipRecord = {
  project: string;
  /** Its path; unique in the project. */
  id: string;
  label: string;
  /** Speaker or recording; '' when it stands alone. */
  group: string;
  /** Of official folds. */
  fold: string;
  excluded: boolean;
  hash: string;
  size: number;
  origin: ClipOrigin;
  addedAt: number;
  facts: ClipFacts | null;
};

/** A file that an import left out. */
export type ImportIssue = { path: string; reason: 'duplicate' | 'unlabelled' | 'unreadable'; detail: string };

export type ProjectRecord = {
  id: string;
  format: number;
  name: string;
  createdAt: number;
  changedAt: number;
  /** Name in models/recipes/index.json, or of the project's own recipe. */
  recipeName: string;
  /** What the user changed of it; null as it comes. */
  recipe: unknown;
  settings: Record<string, unknown>;
  /** Folders without clips yet, so that a class can be made before its first recording. */
  emptyLabels: string[];
  groupPattern: string;
  /** "looks like IRMAS: 11 classes, 6,705 clips" */
  layout: string;
  issues: ImportIssue[];
  /** Marked, and gone for good when the page is opened next. */
  deleted: boolean;
};

export type RunRecord = {
  id: string;
  project: string;
  name: string;
  createdAt: number;
  recipeName: string;
  recipe: unknown;
  seed: number;
  split: unknown;
  splitName: string;
  /** Which of the splits. */
  splitIndex: number;
  epochs: number;
  /** What is to be known of its split: a class that a part lacks, a speaker on both sides. */
  notes: string[];
  status: 'running' | 'done' | 'stopped' | 'cut-off' | 'failed';
  failure: string;
  history: unknown[];
  bestEpoch: number;
  seconds: number;
  parameters: number;
  labels: string[];
  /** Ids and labels of the clips it was trained on, as one hash: a snapshot fits no others. */
  data: string;
  evaluation: unknown;
  /** report.html */
  report: string;
  deleted: boolean;
};

/** Of a run: large, so apart from what lists of runs need. */
export type RunBytes = { run: string; model: Uint8Array | null; snapshot: { epoch: number; bytes: Uint8Array } | null };

/** One of the trainings of a run in folds (the last is that of the model that is kept), until the run is over. */
export type RunPart = { snapshot: { epoch: number; bytes: Uint8Array }; finished: boolean };

/** A model that the Classify page offers. */
export type ModelRecord = {
  id: string;
  title: string;
  createdAt: number;
  project: string;
  run: string;
  labels: string[];
  bytes: Uint8Array;
};
