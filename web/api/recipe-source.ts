// Recipes: those that come with Earshot by name, from models/recipes/ and only when asked for, or anybody's own.
import { EarshotError, throwIfAborted } from '../base/errors.js';
import { describe, invalidArgument } from './check.js';
import { absolute } from './model-source.js';
import type { Recipe, RecipeEntry, RecipeInput } from './training-types.js';

type RecipeOptions = { recipeBase?: string | URL; signal?: AbortSignal };

/** What comes with Earshot, in the order of their names. */
export async function listRecipes(options: RecipeOptions = {}): Promise<RecipeEntry[]> {
  const index = await fetchJson(new URL('index.json', baseOf(options)).href, 'The list of recipes', options.signal);
  const recipes = isObject(index) ? index.recipes : undefined;
  if (!Array.isArray(recipes) || !recipes.every(isEntry)) {
    throw new EarshotError('io', 'The list of recipes is not what it should be. Check recipeBase.');
  }
  return recipes;
}

/** Not checked any further here: the core does, by name of the key. */
export async function readRecipe(input: RecipeInput, options: RecipeOptions = {}): Promise<Recipe> {
  if (typeof input !== 'string' && !(input instanceof URL)) return asRecipe(input, 'recipe');
  const text = String(input);
  if (/^\s*\{/.test(text)) return asRecipe(parse(text, 'recipe'), 'recipe');
  if (input instanceof URL || /[/.]/.test(text)) {
    return asRecipe(await fetchJson(absolute(input), 'The recipe', options.signal), text);
  }
  const known = await listRecipes(options);
  const entry = known.find(({ name }) => name === text);
  if (!entry) {
    throw invalidArgument(`There is no recipe called ${describe(text)}; there are ${known.map(({ name }) => name).join(', ')}.`);
  }
  return asRecipe(await fetchJson(new URL(entry.file, baseOf(options)).href, 'The recipe', options.signal), text);
}

function baseOf({ recipeBase }: RecipeOptions): string {
  if (recipeBase === undefined && typeof document === 'undefined') {
    throw invalidArgument('recipeBase must say where the recipes are, because there is no page whose address could.');
  }
  const base = absolute(recipeBase ?? 'models/recipes/');
  return base.endsWith('/') ? base : `${base}/`;
}

async function fetchJson(url: string, what: string, signal?: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    throwIfAborted(signal);
    throw new EarshotError('io', `${what} could not be downloaded. Check the address and the connection.`, { cause: error });
  }
  if (!response.ok) throw new EarshotError('io', `${what} could not be downloaded (HTTP ${response.status}). Check the address.`);
  return parse(await response.text(), what);
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new EarshotError('invalid-config', `${what} is not valid JSON.`, { cause: error });
  }
}

/** A recipe without a name gets one: the core and the model's card want it. */
function asRecipe(value: unknown, name: string): Recipe {
  if (!isObject(value)) throw new EarshotError('invalid-config', `A recipe is a JSON object; this is ${describe(value)}.`);
  const recipe = value as Recipe;
  return recipe.name ? recipe : { ...recipe, name };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is RecipeEntry {
  return isObject(value) && typeof value.name === 'string' && typeof value.description === 'string' && typeof value.file === 'string';
}
