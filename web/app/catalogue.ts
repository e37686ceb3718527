// The lists of models and sample clips that lie beside the page.
import type { ModelChoice, SampleClip } from '../element/choices.js';

/** `name`: its folder's, as in `models/digits/`. */
export type ShippedModel = ModelChoice & { name: string };

/** models/index.json: {models: [{name, title, file, ...}]}, `file` relative to it. */
export async function readModels(base: string): Promise<ShippedModel[]> {
  const url = new URL('models/index.json', base);
  return entries(await readJson(url), 'models').flatMap((entry) => {
    const file = text(entry, 'file');
    const name = text(entry, 'name') ?? file;
    return file && name ? [{ name, title: text(entry, 'title') ?? name, url: new URL(file, url).href }] : [];
  });
}

/** samples/samples.json: {samples: [{file, title, model?, ...}]}, `file` relative to it. */
export async function readSamples(base: string): Promise<SampleClip[]> {
  const url = new URL('samples/samples.json', base);
  return entries(await readJson(url), 'samples').flatMap((entry) => {
    const file = text(entry, 'file');
    const model = text(entry, 'model');
    return file ? [{ title: text(entry, 'title') ?? file, url: new URL(file, url).href, ...(model ? { model } : {}) }] : [];
  });
}

/** Null when it is not there: the page works without models and without samples of its own. */
async function readJson(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

type JsonObject = Record<string, unknown>;

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(document: unknown, key: string): JsonObject[] {
  const list = isRecord(document) ? document[key] : null;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function text(entry: JsonObject, key: string): string | undefined {
  const value = entry[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
