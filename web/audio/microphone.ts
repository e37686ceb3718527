// The microphone: permission, device, context, worklet and their release, in one object that owns them all.
import type { CaptureControl, CaptureReport } from '../base/capture-messages.js';
import { EarshotError, cancelled, throwIfAborted } from '../base/errors.js';
import { Scope } from '../base/scope.js';
import { addCaptureProcessor } from './capture.js';
import { type PermissionAnswer, disconnectedError, insecureError, microphoneError } from './microphone-errors.js';

export type MicrophoneOptions = {
  deviceId?: string;
  echoCancellation?: boolean;
  noiseSuppression?: boolean;
  autoGainControl?: boolean;
  signal?: AbortSignal;
  /** Peak level in [0, 1], about 20 times a second. */
  onLevel?: (peak: number) => void;
  /** The device went away. The microphone has been stopped already. */
  onLost?: (error: Error) => void;
};

/** Firefox takes up to two seconds to start its sound output. */
const startTimeoutMs = 10_000;
/** After this long without an answer from the worklet, stopping goes on without it. */
const stopTimeoutMs = 500;

/**
 * Asks for the microphone. Call it inside a click or key handler: browsers start audio only then, and the context is
 * therefore created before the first await.
 */
export async function openMicrophone(options: MicrophoneOptions = {}): Promise<Microphone> {
  throwIfAborted(options.signal);
  if (!globalThis.isSecureContext || !navigator.mediaDevices) throw insecureError();
  const scope = new Scope();
  try {
    const gestureContext = new AudioContext({ latencyHint: 'interactive' });
    scope.defer(() => close(gestureContext));
    void gestureContext.resume().catch(() => {});

    const stream = await requestStream(options);
    scope.defer(() => stream.getTracks().forEach((track) => track.stop()));
    throwIfAborted(options.signal);

    const { context, source } = connectSource(scope, gestureContext, stream);
    await running(context, scope);
    await addCaptureProcessor(context);
    throwIfAborted(options.signal);
    const node = new AudioWorkletNode(context, 'earshot-capture', { numberOfOutputs: 0 });
    source.connect(node);
    scope.defer(() => {
      source.disconnect();
      node.port.close();
    });
    return new Microphone(scope, context, stream, node, options);
  } catch (error) {
    scope.dispose();
    if (options.signal?.aborted) throw cancelled(options.signal.reason);
    throw microphoneError(error, await microphonePermission());
  }
}

/** Microphones to choose from. Browsers give names only after permission has been granted once. */
export async function listMicrophones(): Promise<{ deviceId: string; label: string }[]> {
  if (!navigator.mediaDevices) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === 'audioinput' && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

export async function microphonePermission(): Promise<PermissionAnswer> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state;
  } catch {
    return null;
  }
}

export class Microphone {
  readonly sampleRate: number;
  readonly #scope: Scope;
  readonly #node: AudioWorkletNode;
  #workletStopped: () => void = () => {};

  constructor(scope: Scope, context: AudioContext, stream: MediaStream, node: AudioWorkletNode, options: MicrophoneOptions) {
    this.sampleRate = context.sampleRate;
    this.#scope = scope;
    this.#node = node;

    node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.kind === 'stopped') this.#workletStopped();
      else options.onLevel?.(data.peak);
    };

    const [track] = stream.getAudioTracks();
    const lost = (): void => {
      if (scope.disposed) return;
      scope.dispose();
      options.onLost?.(disconnectedError());
    };
    scope.listen(track, 'ended', lost);
    // Some browsers fire no 'ended' when a device is pulled out.
    scope.listen(navigator.mediaDevices, 'devicechange', () => {
      if (track?.readyState === 'ended') lost();
    });
    // A phone call or a locked screen suspends the context from outside.
    scope.listen(context, 'statechange', () => {
      if (!scope.disposed && context.state !== 'running' && context.state !== 'closed') void context.resume().catch(() => {});
    });
  }

  /** From now on mono samples go to the other end of `port` as CaptureMessage. */
  connect(port: MessagePort): void {
    this.#control({ kind: 'connect', port }, [port]);
  }

  /** Resolves when the last samples are on their way and everything has been released. */
  async stop(): Promise<void> {
    if (this.#scope.disposed) return;
    const stopped = new Promise<void>((resolve) => {
      this.#workletStopped = resolve;
      const timer = setTimeout(resolve, stopTimeoutMs);
      this.#scope.defer(() => clearTimeout(timer));
    });
    this.#control({ kind: 'stop' }, []);
    await stopped;
    this.#scope.dispose();
  }

  #control(message: CaptureControl, transfer: Transferable[]): void {
    this.#node.port.postMessage(message, transfer);
  }
}

function requestStream(options: MicrophoneOptions): Promise<MediaStream> {
  const { deviceId, echoCancellation = false, noiseSuppression = false, autoGainControl = false } = options;
  return navigator.mediaDevices.getUserMedia({
    video: false,
    audio: { echoCancellation, noiseSuppression, autoGainControl, ...(deviceId && { deviceId: { exact: deviceId } }) },
  });
}

/**
 * The stream in a context at the device's own rate, so that no browser resamples it. A context made in the gesture has
 * the loudspeaker's rate; while the microphone is live, another one may start without a gesture.
 */
function connectSource(
  scope: Scope,
  gestureContext: AudioContext,
  stream: MediaStream,
): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const deviceRate = stream.getAudioTracks()[0]?.getSettings().sampleRate;
  if (deviceRate && deviceRate !== gestureContext.sampleRate) {
    let context: AudioContext | null = null;
    try {
      context = new AudioContext({ latencyHint: 'interactive', sampleRate: deviceRate });
      // Firefox refuses a stream in a context of another rate than its default.
      const source = context.createMediaStreamSource(stream);
      const own = context;
      scope.defer(() => close(own));
      close(gestureContext);
      return { context, source };
    } catch {
      if (context) close(context);
    }
  }
  return { context: gestureContext, source: gestureContext.createMediaStreamSource(stream) };
}

/** Firefox leaves resume() unanswered for ever on a machine without any sound output. */
async function running(context: AudioContext, scope: Scope): Promise<void> {
  let cancelTimer = (): void => {};
  const timedOut = new Promise<never>((_resolve, reject) => {
    const sentence = 'The browser’s sound system did not start. Check that this device has a sound output, or drop a file instead.';
    const timer = setTimeout(() => reject(new EarshotError('microphone-unavailable', sentence)), startTimeoutMs);
    cancelTimer = scope.defer(() => clearTimeout(timer));
  });
  await Promise.race([context.resume(), timedOut]);
  cancelTimer();
}

function close(context: AudioContext): void {
  if (context.state !== 'closed') void context.close().catch(() => {});
}
