import { expect, test } from 'vitest';

import { decisionClass } from '../../web/element/views/decision.js';

test.each([
  [null, 'decision none'],
  ['seven', 'decision'],
  ['sea waves', 'decision'],
  ['Background Noise', 'decision long'],
  ['Double_bass', 'decision'],
  ['rock-paper-scissors', 'decision long'],
  ['Feuerwehrsirene', 'decision longest'],
  ['', 'decision'],
])('the answer %j is of class %j', (label, expected) => {
  expect(decisionClass(label)).toBe(expected);
});
