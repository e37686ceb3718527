import { expect, test } from 'vitest';
import { microphoneError } from '../../../web/audio/microphone-errors.js';
import { cancelled } from '../../../web/base/errors.js';

const dom = (name: string, message = ''): DOMException => new DOMException(message, name);

test.each([
  ['denied by the user', dom('NotAllowedError', 'Permission denied'), 'denied', 'microphone-denied'],
  ['denied where permissions cannot be asked', dom('NotAllowedError'), null, 'microphone-denied'],
  ['denied by the operating system', dom('NotAllowedError'), 'granted', 'microphone-denied'],
  ['dismissed', dom('NotAllowedError'), 'prompt', 'microphone-dismissed'],
  ['dismissed, by its message alone', dom('NotAllowedError', 'Permission dismissed'), null, 'microphone-dismissed'],
  ['no device', dom('NotFoundError'), 'granted', 'microphone-missing'],
  ['the chosen device is gone', dom('OverconstrainedError'), 'granted', 'microphone-missing'],
  ['in use', dom('NotReadableError'), 'granted', 'microphone-in-use'],
  ['insecure', dom('SecurityError'), null, 'microphone-insecure'],
  ['anything else', new TypeError('?'), null, 'microphone-unavailable'],
] as const)('microphone: %s has its own code and a sentence', (_name, failure, permission, code) => {
  const error = microphoneError(failure, permission);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/\.$/);
});

test('microphone: a denial says whether the page or the system is to be told', () => {
  const page = microphoneError(dom('NotAllowedError'), 'denied').message;
  const system = microphoneError(dom('NotAllowedError'), 'granted').message;
  expect(page).not.toBe(system);
});

test('microphone: a cancel stays a cancel', () => {
  expect(microphoneError(cancelled(), null).code).toBe('cancelled');
});
