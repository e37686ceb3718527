// Why there is no microphone: each cause has its own code and its own sentence.
import { EarshotError } from '../base/errors.js';

/** What the Permissions API says; null where it does not know microphones. */
export type PermissionAnswer = PermissionState | null;

export function insecureError(): EarshotError {
  return new EarshotError('microphone-insecure', 'The microphone works only on secure pages (https or localhost). Open this page over https, or drop a file instead.');
}

export function disconnectedError(): EarshotError {
  return new EarshotError('microphone-missing', 'The microphone was disconnected. Connect it and start again.');
}

/** `failure`: what getUserMedia rejected with; `permission`: the state after that. */
export function microphoneError(failure: unknown, permission: PermissionAnswer): EarshotError {
  if (failure instanceof EarshotError) return failure;
  const options: ErrorOptions = { cause: failure };
  switch (nameOf(failure)) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      // A dismissed prompt leaves the state at "prompt"; Chromium also says so in the message.
      if (permission === 'prompt' || /dismissed/i.test(messageOf(failure))) {
        return new EarshotError('microphone-dismissed', 'The question for the microphone was closed. Start again and choose Allow, or drop a file instead.', options);
      }
      if (permission === 'granted') {
        return new EarshotError('microphone-denied', 'The operating system does not let this browser use the microphone. Allow it in the system settings, or drop a file instead.', options);
      }
      return new EarshotError('microphone-denied', 'This page may not use the microphone. Allow it in the browser’s settings for this page, or drop a file instead.', options);
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return new EarshotError('microphone-missing', 'No microphone was found. Connect one, or drop a file instead.', options);
    case 'OverconstrainedError':
      return new EarshotError('microphone-missing', 'The chosen microphone is not there any more. Choose another one.', options);
    case 'NotReadableError':
    case 'TrackStartError':
      return new EarshotError('microphone-in-use', 'The microphone could not be started: another program may be using it. Close that and try again.', options);
    case 'SecurityError':
      return insecureError();
    default:
      return new EarshotError('microphone-unavailable', 'The microphone could not be started. Try again, or drop a file instead.', options);
  }
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : '';
}

function messageOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : '';
}
