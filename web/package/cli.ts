#!/usr/bin/env node
// `npx earshot classify`: the native command's classify for WAV files, in Node. Exit status as there: 0 done, 1 an error, said on
// stderr in one sentence, 2 wrong usage.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Classifier } from '../api/index.js';
import { clipJson } from '../base/clip-json.js';

const help = `earshot classify --model MODEL [--json] [--top K] [--overlap F] FILE|DIR...

Says what is heard in WAV files.

  -m, --model MODEL   an Earshot model (.onnx), or the name of one that comes with the package (digits, environment ...)
      --json          one JSON object a line
      --top K         most labels a clip; 0: all (text: 3)
      --overlap F     of neighbouring segments, 0 to 0.95; default: the model's
      --version
`;

class UsageError extends Error {}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) return say(help);
  if (values.version) return say(`${packageVersion()}\n`);
  const [command, ...inputs] = positionals;
  if (command !== 'classify') throw new UsageError(command === undefined ? 'Say what to do: earshot classify.' : `There is no command ${command}; in Node there is classify.`);
  if (!values.model) throw new UsageError('--model is required.');
  if (inputs.length === 0) throw new UsageError('Name the files or folders to classify.');
  const top = numberOf(values.top, '--top', 0, Infinity) ?? 0;
  const overlap = numberOf(values.overlap, '--overlap', 0, 0.95);
  if (!Number.isInteger(top)) throw new UsageError('--top must be a whole number.');

  const classifier = await Classifier.load(readModel(values.model));
  let failed = false;
  for (const file of inputs.flatMap(expand)) {
    try {
      const shown = values.json ? top : top || 3;
      const prediction = await classifier.classify(new Blob([readFileSync(file)]), { ...(shown > 0 && { topK: shown }), ...(overlap !== undefined && { overlap }) });
      for (const warning of prediction.warnings) console.error(`earshot: ${file}: ${warning}`);
      if (values.json) console.log(JSON.stringify(clipJson(file, prediction, classifier.info.labels)));
      else {
        console.log(`${file} (${prediction.durationS.toFixed(2)} s)`);
        for (const { label, score } of prediction.predictions) console.log(`  ${(100 * score).toFixed(1).padStart(6)} %  ${label}`);
      }
    } catch (error) {
      console.error(`earshot: ${file}: ${reason(error)}`);
      failed = true;
    }
  }
  classifier.dispose();
  return failed ? 1 : 0;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string', short: 'm' },
        json: { type: 'boolean', default: false },
        top: { type: 'string' },
        overlap: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(reason(error));
  }
}

function numberOf(text: string | undefined, name: string, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max)) throw new UsageError(`${name} must be a number from ${min}${max === Infinity ? '' : ` to ${max}`}.`);
  return value;
}

/** By path, else by the name of a model of the package. */
function readModel(model: string): Uint8Array {
  const known = fileURLToPath(new URL(`../models/${model}/${model}.onnx`, import.meta.url));
  const isName = /^[\w-]+$/.test(model) && statSync(model, { throwIfNoEntry: false }) === undefined;
  return readFileSync(isName && statSync(known, { throwIfNoEntry: false }) ? known : model);
}

/** A file as it is; a folder as its WAV files, those of folders in it too, hidden ones not. */
function expand(input: string): string[] {
  if (!statSync(input, { throwIfNoEntry: false })?.isDirectory()) return [input];
  const files = readdirSync(input, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.wav$/i.test(name) && !name.split(/[\\/]/).some((part) => part.startsWith('.')))
    .map((name) => join(input, name))
    .sort();
  if (files.length === 0) throw new Error(`${input}: the folder holds no WAV files.`);
  return files;
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`earshot: ${reason(error)}${error instanceof UsageError ? ' See earshot --help.' : ''}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
