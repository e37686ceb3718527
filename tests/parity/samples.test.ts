// The clips that a visitor tries first are recognised: each single word gets its own digit.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { root } from './models.js';

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const folder = join(root, 'public', 'samples');
const { samples } = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as { samples: { file: string; spoken: string[] }[] };
const single = samples.flatMap(({ file, spoken }) => (spoken.length === 1 ? [{ file, word: spoken[0] ?? '' }] : []));

test.each(single)('$file is heard as $word', ({ file, word }) => {
  const model = join(root, 'models', 'digits', 'digits.onnx');
  const command = join(root, 'build', 'native-release', 'earshot');
  const answer = JSON.parse(execFileSync(command, ['classify', '--model', model, '--json', join(folder, file)], { encoding: 'utf8' }));
  expect(answer.predictions[0].label).toBe(String(digits.indexOf(word)));
});
