// What a project's clips say together: classes, groups, and what a user should know before training.
import type { ClipRecord } from '../../store/types.js';

export type ClassSummary = { label: string; clips: number; excluded: number; lengthS: number };

const collator = new Intl.Collator('en', { numeric: true });

/** Classes by name; clips without a class are no class. */
export function classesOf(clips: Iterable<ClipRecord>, emptyLabels: readonly string[]): ClassSummary[] {
  const classes = new Map<string, ClassSummary>();
  const entry = (label: string): ClassSummary => {
    let found = classes.get(label);
    if (!found) classes.set(label, (found = { label, clips: 0, excluded: 0, lengthS: 0 }));
    return found;
  };
  for (const label of emptyLabels) entry(label);
  for (const clip of clips) {
    if (clip.label === '') continue;
    const found = entry(clip.label);
    if (clip.excluded) found.excluded += 1;
    else {
      found.clips += 1;
      found.lengthS += clip.facts?.lengthS ?? 0;
    }
  }
  return [...classes.values()].sort((a, b) => collator.compare(a.label, b.label));
}

export type GroupPattern = { kind: 'none' } | { kind: 'bad'; message: string } | { kind: 'ok'; expression: RegExp };

export function parsePattern(text: string): GroupPattern {
  if (text.trim() === '') return { kind: 'none' };
  try {
    return { kind: 'ok', expression: new RegExp(text, 'u') };
  } catch (error) {
    return { kind: 'bad', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The first capture, else the whole match; a path that does not match is a group of its own (''). */
export function groupOf(path: string, expression: RegExp): string {
  const match = expression.exec(path);
  return match ? (match[1] ?? match[0]) : '';
}

export type GroupPreview = { groups: { name: string; clips: number; example: string }[]; alone: number };

export function previewGroups(clips: Iterable<ClipRecord>, expression: RegExp): GroupPreview {
  const groups = new Map<string, { name: string; clips: number; example: string }>();
  let alone = 0;
  for (const { id } of clips) {
    const name = groupOf(id, expression);
    const found = groups.get(name);
    if (name === '') alone += 1;
    else if (found) found.clips += 1;
    else groups.set(name, { name, clips: 1, example: id });
  }
  return { groups: [...groups.values()].sort((a, b) => b.clips - a.clips || a.name.localeCompare(b.name)), alone };
}

/** Sample rates of the clips with how many have them, commonest first. */
export function sampleRates(clips: Iterable<ClipRecord>): { rateHz: number; clips: number }[] {
  const rates = new Map<number, number>();
  for (const { facts } of clips) if (facts && facts.sampleRateHz > 0) rates.set(facts.sampleRateHz, (rates.get(facts.sampleRateHz) ?? 0) + 1);
  return [...rates].map(([rateHz, count]) => ({ rateHz, clips: count })).sort((a, b) => b.clips - a.clips);
}

/** "a/b.wav" -> "a/b (2).wav" until nobody has it. */
export function freePath(path: string, taken: (path: string) => boolean): string {
  if (!taken(path)) return path;
  const dot = path.lastIndexOf('.');
  const [stem, extension] = dot > path.lastIndexOf('/') ? [path.slice(0, dot), path.slice(dot)] : [path, ''];
  for (let n = 2; ; n += 1) {
    const candidate = `${stem} (${n})${extension}`;
    if (!taken(candidate)) return candidate;
  }
}
