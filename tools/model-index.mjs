// The lists of models and recipes the page offers: models/<name>/{<name>.onnx, card.md} becomes models/index.json in the
// built page, models/recipes/*.json becomes models/recipes/index.json, and each file gets a name with a hash of its
// content, so that it can be cached for ever.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} ModelEntry
 * @property {string} name
 * @property {string} title the first heading of its card
 * @property {string} file relative to index.json
 * @property {number} bytes
 */

/** Shown first, because it is the smallest and needs no explanation. */
const preferred = 'digits';

/**
 * @param {string} folder the repository's models/
 * @returns {{index: {models: ModelEntry[]}, files: {path: string, source: string}[]}} `path` is relative to index.json
 */
export function collectModels(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name) : [];
  const rank = (/** @type {string} */ name) => (name === preferred ? 0 : 1);
  names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const found = names.flatMap((name) => {
    const source = join(folder, name, `${name}.onnx`);
    if (!existsSync(source)) return [];
    const bytes = readFileSync(source);
    const file = `files/${name}-${hashOf(bytes)}.onnx`;
    return [{ entry: { name, title: titleOf(join(folder, name, 'card.md'), name), file, bytes: bytes.length }, source }];
  });
  return {
    index: { models: found.map(({ entry }) => entry) },
    files: found.map(({ entry, source }) => ({ path: entry.file, source })),
  };
}

/**
 * @typedef {object} RecipeEntry
 * @property {string} name
 * @property {string} description
 * @property {string} file relative to the recipes' index.json
 */

/**
 * @param {string} folder the repository's models/recipes
 * @returns {{index: {recipes: RecipeEntry[]}, files: {path: string, source: string}[]}} `path` is relative to index.json
 */
export function collectRecipes(folder) {
  const sources = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => join(folder, file)) : [];
  const found = sources.map((source) => {
    const bytes = readFileSync(source);
    const { name, description = '' } = JSON.parse(bytes.toString('utf8'));
    return { entry: { name, description, file: `files/${name}-${hashOf(bytes)}.json` }, source };
  }).sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
  return {
    index: { recipes: found.map(({ entry }) => entry) },
    files: found.map(({ entry, source }) => ({ path: entry.file, source })),
  };
}

/** @param {Uint8Array} bytes */
function hashOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 10);
}

/**
 * @param {string} card
 * @param {string} name
 */
function titleOf(card, name) {
  const heading = existsSync(card) ? /^#\s+(.+?)\s*$/m.exec(readFileSync(card, 'utf8'))?.[1] : undefined;
  return heading ?? name;
}
