import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { collectModels } from '../../../tools/model-index.mjs';

describe('model index', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'earshot-models-'));
    const model = (name: string, bytes: string, card?: string): void => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, `${name}.onnx`), bytes);
      if (card !== undefined) writeFileSync(join(folder, name, 'card.md'), card);
    };
    model('birds', 'birds', 'No heading here.\n');
    model('digits', 'digits', 'Preface\n\n# Spoken digits \n\n## Data\n');
    mkdirSync(join(folder, 'unfinished'));
    writeFileSync(join(folder, 'recipe.json'), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('lists complete models, the digits first, titled by their cards', () => {
    const { models } = collectModels(folder).index;
    expect(models.map(({ name, title, bytes }) => ({ name, title, bytes }))).toEqual([
      { name: 'digits', title: 'Spoken digits', bytes: 6 },
      { name: 'birds', title: 'birds', bytes: 5 },
    ]);
  });

  test('a file gets a new name when its content changes', () => {
    const before = collectModels(folder).index.models[1]?.file;
    expect(before).toMatch(/^files\/birds-[0-9a-f]{10}\.onnx$/);
    writeFileSync(join(folder, 'birds', 'birds.onnx'), 'other');
    expect(collectModels(folder).index.models[1]?.file).not.toBe(before);
  });

  test('a folder without models is an empty list', () => {
    expect(collectModels(join(folder, 'nowhere')).index.models).toEqual([]);
  });
});
