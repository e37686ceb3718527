// What page and worker say to each other. A request has an id of its own; it is answered by any number of
// `progress` and exactly one `done` or `failed`. Messages with an id that is no longer open are ignored by both sides.
// Why not Comlink: docs/decisions/0001-worker-protocol.md.
import type { FeatureMatrix, ForeignInput, ModelInfo, Progress, StreamFrames } from '../api/types.js';
import type { ErrorMessage } from '../base/errors.js';
import type { TrainingOperations } from './protocol-training.js';
import type { ClipOptions, DecodedFormat, RawPrediction, RawStreamUpdate, StreamOptions } from '../core/types.js';

export type { ClipOptions, DecodedFormat, RawPrediction, RawStreamUpdate, StreamOptions };

/** Where the worker finds a model. URLs are absolute: a worker has another base than the page. */
export type ModelSource = { kind: 'url'; url: string } | { kind: 'blob'; blob: Blob } | { kind: 'bytes'; bytes: Uint8Array };

/** A model, and what it takes to use it when it is somebody else's. */
/** Read by blocks; or a small one's bytes. */
export type WavFile = Blob | Uint8Array;

export type ModelRequest = { source: ModelSource; input?: ForeignInput; onnxRuntime?: 'allow' | 'never'; onnxRuntimeUrl?: string };

export type StreamEvent = { kind: 'updates'; updates: RawStreamUpdate[] } | { kind: 'frames'; frames: StreamFrames };

/** Each operation: what is asked, what may be reported on the way, what is answered. */
export type ClassifyOperations = {
  load: { request: ModelRequest; progress: never; result: ModelInfo };
  /** The adopted model's file. */
  'save-model': { request: Record<never, never>; progress: never; result: Uint8Array };
  'classify-wav': { request: { file: WavFile; options: ClipOptions }; progress: Progress; result: RawPrediction };
  'classify-samples': {
    request: { channels: Float32Array[]; sampleRate: number; format: DecodedFormat; options: ClipOptions };
    progress: Progress;
    result: RawPrediction;
  };
  'features-wav': { request: { file: WavFile; config: string }; progress: Progress; result: FeatureMatrix };
  features: {
    request: { channels: Float32Array[]; sampleRate: number; config: string };
    progress: Progress;
    result: FeatureMatrix;
  };
  /** Runs until `finish` or `cancel`; audio arrives on `port` as CaptureMessage. */
  stream: { request: { port: MessagePort; options: StreamOptions }; progress: StreamEvent; result: null };
};

/** A worker does one half or the other, by the script it was started with. */
export type Operations = ClassifyOperations & TrainingOperations;

export type OperationKind = keyof Operations;

/** A request as it is sent, of these operations. */
export type RequestOf<K extends OperationKind> = { [Kind in K]: { kind: Kind; id: number } & Operations[Kind]['request'] }[K];
export type RequestMessage = RequestOf<OperationKind>;

/** `pause` and `resume` are heard by a training run only. */
export type ControlMessage = { kind: 'cancel' | 'finish' | 'pause' | 'resume'; id: number };

/**
 * `configure` is sent once, first; `program` once, later, when `configure` has announced it; `training-program` in answer to
 * `ask-training-program`, which is asked only where `configure` said that there is an answer.
 */
export type MessageToWorker =
  | RequestMessage
  | ControlMessage
  | { kind: 'configure'; wasmUrl: string | null; wasmBinary: Uint8Array | null; programFollows?: boolean; hasTrainingProgram?: boolean }
  | { kind: 'program' | 'training-program'; program: WebAssembly.Module | null };

export type MessageFromWorker =
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'done'; id: number; value: unknown }
  | { kind: 'failed'; id: number; error: ErrorMessage }
  /** A model of somebody else came to a worker that cannot find the second module for itself. */
  | { kind: 'ask-training-program' }
  /** The module trapped: nothing in this worker can be trusted any more. The page discards it. */
  | { kind: 'fatal'; error: ErrorMessage };

/** The part of Worker and MessagePort that both ends need. */
export type Endpoint = {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: string, listener: (event: MessageEvent) => void): void;
  removeEventListener(type: string, listener: (event: MessageEvent) => void): void;
};
