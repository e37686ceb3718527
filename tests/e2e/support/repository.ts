// Where the tests find what was built, and what the native command says about a clip.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');
export const dist = join(root, 'dist');
export const screenshots = join(root, 'build', 'screenshots');
export const modelFile = join(root, 'models', 'digits', 'digits.onnx');
const command = join(root, 'build', 'native-release', 'earshot');

export type Sample = { file: string; title: string; spoken: string[]; durationS: number };

export const samples: Sample[] = JSON.parse(readFileSync(join(root, 'public', 'samples', 'samples.json'), 'utf8')).samples;
export const samplePath = (file: string): string => join(root, 'public', 'samples', file);

/** A sample clip of one word, by its number in the list. */
export function sample(index: number): Sample {
  const found = samples[index];
  if (!found) throw new Error(`There is no sample clip ${index}.`);
  return found;
}

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The digits model's label for what a sample clip of one word says. */
export function spokenDigit(index: number): string {
  const digit = digits.indexOf(sample(index).spoken[0] ?? '');
  if (digit < 0) throw new Error(`Sample clip ${index} says no digit.`);
  return String(digit);
}

export type NativePrediction = {
  file: string;
  duration_s: number;
  predictions: { label: string; score: number }[];
  segments: { start_s: number; end_s: number; label: string; score: number }[];
};

/** `earshot classify --json` on one file: the answer that the page has to give as well. */
export function classifyNatively(file: string, model = modelFile): NativePrediction {
  for (const needed of [command, model]) if (!existsSync(needed)) throw new Error(`${needed} is missing; build or train it first.`);
  return JSON.parse(execFileSync(command, ['classify', '--model', model, '--json', file], { encoding: 'utf8' }));
}

export function expectedLabel(file: string, model = modelFile): string {
  const [best] = classifyNatively(file, model).predictions;
  if (!best) throw new Error(`The native command has no prediction for ${file}.`);
  return best.label;
}

export function screenshotPath(name: string): string {
  mkdirSync(screenshots, { recursive: true });
  return join(screenshots, `${name}.png`);
}
