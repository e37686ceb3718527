// What can be taken away as files.
import type { Evaluation } from '../../api/training-types.js';
import { saveFile } from '../../element/download.js';
import type { ZipPart } from '../../store/protocol.js';
import type { RunRecord } from '../../store/types.js';
import { columnValue, sortClips, stateOf } from './clip-rows.js';
import { clipsCsv, historyCsv, predictionsCsv } from './csv.js';
import type { Project } from './project.js';
import { evaluationOf, historyOf } from './runs.js';
import { fileName } from './session.js';
import { standalonePage } from './standalone-page.js';
import type { View } from './view.js';
import { cleanSettings } from './work.js';

function baseName(view: View, run: RunRecord): string {
  return fileName(`${view.session.project?.record.name ?? 'earshot'}-${run.name}`);
}

async function modelBytes(view: View, run: RunRecord): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = (await view.session.database.runBytes(run.id))?.model;
  if (!bytes) view.session.notices.tell('error', view.text.noModel);
  return (bytes as Uint8Array<ArrayBuffer> | null | undefined) ?? null;
}

export async function saveModel(view: View, run: RunRecord): Promise<void> {
  const bytes = await modelBytes(view, run);
  if (bytes) saveFile(`${baseName(view, run)}.onnx`, new Blob([bytes], { type: 'application/octet-stream' }));
}

export function saveReport(view: View, run: RunRecord): void {
  saveFile(`${baseName(view, run)}-report.html`, new Blob([run.report], { type: 'text/html' }));
}

export function saveHistoryCsv(view: View, run: RunRecord): void {
  saveFile(`${baseName(view, run)}-history.csv`, csv(historyCsv(historyOf(run))));
}

export function savePredictionsCsv(view: View, run: RunRecord): void {
  const evaluation: Evaluation | null = evaluationOf(run);
  if (evaluation) saveFile(`${baseName(view, run)}-predictions.csv`, csv(predictionsCsv(evaluation)));
}

export function saveClipsCsv(project: Project): void {
  const rows = sortClips([...project.clips.values()], null).map((clip) => ({ clip, frameWidth: columnValue(clip, 'frameWidth'), frames: columnValue(clip, 'frames'), state: stateOf(clip) }));
  saveFile(`${fileName(project.record.name)}-clips.csv`, csv(clipsCsv(rows)));
}

function csv(text: string): Blob {
  return new Blob([text], { type: 'text/csv' });
}

/** Every usable clip through the gate, cut into pieces, as <class>/<clip>-<piece>.wav. */
export async function saveCleaned(view: View, project: Project): Promise<void> {
  const { session, text } = view;
  const { examples, recipe } = session;
  if (!examples || !recipe || session.exporting) return;
  const settings = cleanSettings(view);
  const clips = [...project.clips.values()].filter((clip) => project.usable(clip) && !clip.facts?.problem);
  session.exporting = { done: 0, total: clips.length };
  view.changed();
  try {
    const trainer = await examples.open(recipe);
    const parts: ZipPart[] = [];
    for (const [done, clip] of clips.entries()) {
      const audio = await session.readAudio(clip);
      if (!audio) continue;
      const { wav } = await trainer.clean(audio, {
        // With the gate off nothing is removed; the clips are still cut, levelled and resampled.
        threshold: settings.enabled ? settings.threshold : 0, windowS: settings.windowS, pieceS: settings.pieceS, level: settings.level, sampleRate: settings.sampleRate, columns: 0, wav: true,
      });
      const stem = (clip.id.split('/').at(-1) ?? clip.id).replace(/\.[^.]*$/, '');
      wav.forEach((bytes, piece) => parts.push({
        path: `${fileName(clip.label)}/${fileName(stem)}-${String(piece + 1).padStart(3, '0')}.wav`,
        source: { kind: 'blob', blob: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'audio/wav' }) },
      }));
      session.exporting = { done: done + 1, total: clips.length };
      view.changed();
    }
    if (parts.length === 0) session.notices.tell('error', text.nothingCleaned);
    else saveFile(`${fileName(project.record.name)}-cleaned.zip`, await session.store.request('zip', { parts: unique(parts) }));
  } catch (error) {
    session.notices.report(error);
  } finally {
    session.exporting = null;
    view.changed();
  }
}

/** Clips of one name in several folders must not overwrite each other. */
function unique(parts: readonly ZipPart[]): ZipPart[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const count = (seen.get(part.path) ?? 0) + 1;
    seen.set(part.path, count);
    return count === 1 ? part : { ...part, path: part.path.replace(/\.wav$/, ` (${count}).wav`) };
  });
}

/** One HTML file with the page, the module and this model. */
export async function saveStandalone(view: View, run: RunRecord): Promise<void> {
  const bytes = await modelBytes(view, run);
  if (!bytes) return;
  try {
    const title = view.state.modelTitle ?? view.session.models.list.find((model) => model.run === run.id)?.title ?? `${view.session.project?.record.name}, ${run.name}`;
    saveFile(`${baseName(view, run)}.html`, await standalonePage(bytes, title, view.language));
  } catch (error) {
    view.session.notices.report(error);
  }
}
