// earshot convert-teachable-machine, as a user meets it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ensureBuilt, root, run, sine, wav } from './support';

const reference = join(root, 'tests', 'reference', 'teachable_machine');
const python = '/usr/bin/python3';

function hasOnnx(): boolean {
  try {
    execFileSync(python, ['-c', 'import onnx'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let folder = '';
beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'earshot-convert-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('convert-teachable-machine', () => {
  it('makes a model that classifies a clip', () => {
    const model = join(folder, 'made', 'claps.onnx');
    const converted = run('convert-teachable-machine', join(reference, 'transfer'), '-o', model);
    expect(converted.err).toBe('');
    expect(converted.status).toBe(0);
    expect(converted.out).toContain('3 labels');
    const clip = wav(join(folder, 'tone.wav'), sine(440, 2, 16000));
    const { out, status } = run('classify', '--model', model, '--json', '--top', '0', clip);
    expect(status).toBe(0);
    const labels = JSON.parse(out).predictions.map(({ label }: { label: string }) => label);
    expect(labels.sort()).toEqual(['Background Noise', 'Clap', 'Whistle']);
  });

  it.skipIf(!hasOnnx())('writes what onnx.checker takes', () => {
    for (const name of ['transfer', 'functional', 'variety']) {
      const model = join(folder, `${name}.onnx`);
      run('convert-teachable-machine', join(reference, name), '-o', model);
      execFileSync(python, [join(root, 'tests', 'reference', 'onnx_checker.py'), '--earshot', model], { stdio: 'pipe' });
    }
  });

  it('says in one sentence what is missing, and writes nothing', () => {
    const part = join(folder, 'part');
    cpSync(join(reference, 'transfer'), part, { recursive: true });
    rmSync(join(part, 'metadata.json'));
    const model = join(folder, 'none.onnx');
    const { status, err } = run('convert-teachable-machine', part, '-o', model);
    expect(status).toBe(1);
    expect(err).toMatch(/^earshot: .*metadata\.json[^\n]*\n$/);
    expect(existsSync(model)).toBe(false);
    expect(run('convert-teachable-machine', join(folder, 'nowhere'), '-o', model).err).toMatch(/cannot be listed/);
  });
});
