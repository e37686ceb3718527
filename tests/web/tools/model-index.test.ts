import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { collectModels, collectRecipes } from '../../../tools/model-index.mjs';

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

describe('recipe index', () => {
  test('lists every recipe by name with its description, under a name with a hash', () => {
    const { index, files } = collectRecipes(join(import.meta.dirname, '..', '..', '..', 'models', 'recipes'));
    expect(index.recipes.length).toBeGreaterThan(10);
    for (const { name, description, file } of index.recipes) {
      expect(description, name).not.toBe('');
      expect(file).toMatch(new RegExp(`^files/${name}-[0-9a-f]{10}\\.json$`));
      const source = files.find(({ path }) => path === file)?.source ?? '';
      expect(JSON.parse(readFileSync(source, 'utf8'))).toMatchObject({ name });
    }
    expect(index.recipes.map(({ name }) => name)).toEqual(index.recipes.map(({ name }) => name).sort());
  });

  test('no folder is an empty list', () => {
    expect(collectRecipes(join(import.meta.dirname, 'nowhere'))).toEqual({ index: { recipes: [] }, files: [] });
  });
});
