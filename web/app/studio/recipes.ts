// The recipes that come with Earshot, and the settings of one that the Studio offers as fields.
import type { Recipe, RecipeEntry } from '../../api/training-types.js';

export type RecipeChoice = { entry: RecipeEntry; url: string };

/** Offered first, in this order; the others follow. */
export const FIRST_RECIPES = ['digits-light', 'earshot-small', 'clean-conv2d', 'clean-conv1d', 'clean-lstm', 'tower-mlp'];

export async function readRecipes(base: string): Promise<RecipeChoice[]> {
  const url = new URL('models/recipes/index.json', base);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`models/recipes/index.json: ${response.status}`);
  const document = (await response.json()) as { recipes?: RecipeEntry[] };
  const rank = ({ name }: RecipeEntry): number => {
    const index = FIRST_RECIPES.indexOf(name);
    return index < 0 ? FIRST_RECIPES.length : index;
  };
  return (document.recipes ?? []).map((entry) => ({ entry, url: new URL(entry.file, url).href })).sort((a, b) => rank(a.entry) - rank(b.entry));
}

export async function readRecipe({ url }: RecipeChoice): Promise<Recipe> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Recipe;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The value at a path of keys; undefined where the recipe leaves it to its default. */
export function valueAt(recipe: unknown, path: readonly string[]): unknown {
  let value: unknown = recipe;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A copy with the value at `path` replaced; undefined removes it. */
export function withValue<T>(recipe: T, path: readonly string[], value: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T;
  const copy = { ...(recipe as Record<string, unknown>) };
  const inner = rest.length > 0 ? withValue(copy[key] ?? {}, rest, value) : value;
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy as T;
}

/** Whether two recipes take the same features, so that what was extracted stays. */
export function sameFeatures(a: Recipe, b: Recipe): boolean {
  return JSON.stringify(a.features) === JSON.stringify(b.features) && JSON.stringify(a.augment?.waveform ?? null) === JSON.stringify(b.augment?.waveform ?? null);
}
