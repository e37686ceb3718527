// Answers that views wait for: asked for once a question, the newest question wins, and a stale answer is dropped.
import type { CleanedClip, TrainerApi } from '../../api/training-types.js';
import type { ClipRecord } from '../../store/types.js';
import { lookAt, spectrumOf, toDb, type Look, type LookKind } from './look.js';
import type { View } from './view.js';
import { valueAt } from './recipes.js';

/** The clip that a step shows: the chosen one, else the first. */
export function shownClip(view: View, chosen: string | null): ClipRecord | null {
  const { project } = view.session;
  if (!project) return null;
  const clip = chosen === null ? undefined : project.clips.get(chosen);
  return clip ?? [...project.clips.values()].find((candidate) => project.usable(candidate)) ?? null;
}

// ---- cleaning ----

export type CleanSettings = { enabled: boolean; threshold: number; windowS: number; pieceS: number; level: 'none' | 'peak' | 'rms'; sampleRate: number };

export function cleanSettings(view: View): CleanSettings {
  const recipe = view.session.recipe;
  const at = (...path: string[]): unknown => valueAt(recipe, ['features', ...path]);
  return {
    enabled: at('preprocess', 'gate', 'enabled') === true,
    threshold: Number(at('preprocess', 'gate', 'threshold') ?? 20 / 32768),
    windowS: Number(at('preprocess', 'gate', 'window_s') ?? 0.05),
    pieceS: Number(at('preprocess', 'segment', 'length_s') ?? 0),
    level: (at('preprocess', 'level') as CleanSettings['level'] | undefined) ?? 'none',
    sampleRate: Number(at('sample_rate') ?? 16000),
  };
}

let cleaning = false;

/** Draws what the gate would do to a clip; while a slider moves, only the newest position is worked out. */
export function ensureCleaned(view: View, clip: ClipRecord, settings: CleanSettings): void {
  const { state } = view;
  const key = JSON.stringify([clip.id, clip.hash, settings.threshold, settings.windowS, settings.pieceS, settings.level, settings.sampleRate]);
  if (state.cleaned?.key === key || cleaning) return;
  cleaning = true;
  void (async () => {
    let cleaned: CleanedClip | null = null;
    let problem = '';
    try {
      const { trainer, audio } = await trainerAndAudio(view, clip);
      cleaned = await trainer.clean(audio, {
        threshold: settings.threshold, windowS: settings.windowS, pieceS: settings.pieceS, level: settings.level, sampleRate: settings.sampleRate, columns: 900,
      });
    } catch (error) {
      problem = view.session.notices.sentenceOf(error);
    }
    cleaning = false;
    state.cleaned = { key, clip: cleaned, problem };
    view.changed();
  })();
}

export async function computeTotals(view: View, settings: CleanSettings, signal: AbortSignal): Promise<void> {
  const { session, state } = view;
  const { project, examples, recipe } = session;
  if (!project || !examples || !recipe) return;
  const clips = [...project.clips.values()].filter((clip) => project.usable(clip));
  const key = JSON.stringify([project.edits, settings]);
  const rows = new Map<string, { label: string; clips: number; keptS: number; removedS: number; pieces: number }>();
  state.totals = { key, rows: [], done: 0, total: clips.length };
  view.changed();
  try {
    const trainer = await examples.open(recipe);
    for (const [done, clip] of clips.entries()) {
      if (signal.aborted) break;
      const audio = await session.readAudio(clip);
      if (!audio) continue;
      const cleaned = await trainer.clean(audio, {
        threshold: settings.threshold, windowS: settings.windowS, pieceS: settings.pieceS, level: settings.level, sampleRate: settings.sampleRate, columns: 0, signal,
      }).catch(() => null); // unreadable clips are listed with the data
      if (!cleaned) continue;
      const row = rows.get(clip.label) ?? { label: clip.label, clips: 0, keptS: 0, removedS: 0, pieces: 0 };
      row.clips += 1;
      row.keptS += cleaned.keptS;
      row.removedS += cleaned.removedS;
      row.pieces += cleaned.pieces;
      rows.set(clip.label, row);
      state.totals = { key, rows: [...rows.values()].sort((a, b) => a.label.localeCompare(b.label)), done: done + 1, total: clips.length };
      view.changed();
    }
  } catch (error) {
    session.notices.report(error);
  }
  if (state.totals?.key === key) state.totals = { ...state.totals, done: state.totals.total };
  view.changed();
}

async function trainerAndAudio(view: View, clip: ClipRecord): Promise<{ trainer: TrainerApi; audio: Blob }> {
  const { session } = view;
  const { examples, recipe } = session;
  if (!examples || !recipe) throw new DOMException('The project was closed.', 'AbortError');
  const trainer = await examples.open(recipe);
  const audio = await session.readAudio(clip);
  if (!audio) throw new Error(view.text.storeErrors['file-gone']);
  return { trainer, audio };
}

// ---- looking ----

export function lookOf(view: View, clip: ClipRecord, kind: LookKind): Look {
  const { state, session } = view;
  const { recipe } = session;
  if (!recipe) return { kind: 'waiting' };
  const key = `${clip.hash} ${kind} ${JSON.stringify(recipe.features)}`;
  const known = state.looks.get(key);
  if (known) return known;
  // A few are kept, so that going back and forth between two pictures is at once.
  if (state.looks.size > 12) state.looks.delete(state.looks.keys().next().value as string);
  state.looks.set(key, { kind: 'waiting' });
  void (async () => {
    let look: Look;
    try {
      const audio = await session.readAudio(clip);
      if (!audio) throw new Error(view.text.storeErrors['file-gone']);
      look = await lookAt(audio, recipe, kind);
    } catch (error) {
      look = { kind: 'failed', error };
    }
    if (state.looks.has(key)) state.looks.set(key, look);
    view.changed();
  })();
  return { kind: 'waiting' };
}

/** At most so many clips a class: an average of fifty differs little from that of five hundred. */
const CLIPS_A_CLASS = 50;

export async function computeAverages(view: View): Promise<void> {
  const { session, state } = view;
  const { project, recipe } = session;
  if (!project || !recipe) return;
  state.averages = { kind: 'waiting' };
  view.changed();
  try {
    const lines: { name: string; db: number[] }[] = [];
    let hz: number[] = [];
    for (const { label, clips } of project.classes) {
      if (clips === 0) continue;
      const sum: number[] = [];
      let count = 0;
      for (const clip of [...project.clips.values()].filter((one) => one.label === label && project.usable(one) && !one.facts?.problem).slice(0, CLIPS_A_CLASS)) {
        const audio = await session.readAudio(clip);
        const spectrum = audio ? await spectrumOf(audio, recipe).catch(() => null) : null;
        if (!spectrum) continue;
        hz = spectrum.hz;
        spectrum.power.forEach((power, i) => (sum[i] = (sum[i] ?? 0) + power));
        count += 1;
      }
      if (count > 0) lines.push({ name: label, db: sum.map((power) => toDb(power / count)) });
      state.averages = { kind: 'line', hz, lines: [...lines] };
      view.changed();
    }
  } catch (error) {
    state.averages = { kind: 'failed', error };
  }
  view.changed();
}

// ---- explaining ----

export async function explain(view: View, run: string, clip: string, piece: number): Promise<void> {
  const { session, state } = view;
  const key = explanationKey(run, clip, piece);
  state.explanation = { key, value: null, problem: '' };
  view.changed();
  try {
    const alive = await session.runs?.alive(run);
    if (!alive) throw new Error(view.text.explainGone);
    const value = await alive.explain(clip, { piece });
    if (state.explanation?.key === key) state.explanation = { key, value, problem: '' };
  } catch (error) {
    if (state.explanation?.key === key) state.explanation = { key, value: null, problem: session.notices.sentenceOf(error) };
  }
  view.changed();
}

export function explanationKey(run: string, clip: string, piece: number): string {
  return `${run} ${piece} ${clip}`;
}
