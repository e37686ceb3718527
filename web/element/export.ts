// Results as CSV (RFC 4180) and as JSON with the command line's schema, a clip at a time: of thousands of clips the text takes longer
// than the page may be kept from answering.
import { turn } from '../base/turn.js';
import type { ClipPrediction, Score } from '../api/types.js';
import { clipJson, segmentsJson, shortFloat } from '../base/clip-json.js';

export type ExportClip = { file: string; prediction: ClipPrediction; decision: Score | null };
export type ExportRow = { file: string; status: string; clip: ExportClip | null };

/**
 * A text as a CSV cell. Spreadsheets run a cell that starts with = + - @ (also after a tab or a line break) as a
 * formula, and file names come from anywhere, so such a cell gets an apostrophe in front.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvLine = (...cells: string[]): string => `${cells.join(',')}\r\n`;
const number = (value: number | null | undefined): string => (value == null ? '' : String(shortFloat(value)));

/** One row a clip, failed ones too; the label is empty where no label was certain enough. */
export function* clipsCsv(rows: readonly ExportRow[]): Generator<string> {
  yield csvLine('file', 'duration_s', 'label', 'score', 'status');
  for (const { file, status, clip } of rows) {
    yield csvLine(csvText(file), number(clip?.prediction.durationS), csvText(clip?.decision?.label ?? ''), number(clip?.decision?.score), csvText(status));
  }
}

export function* segmentsCsv(clips: readonly ExportClip[], labels: readonly string[]): Generator<string> {
  yield csvLine('file', 'start_s', 'end_s', 'label', 'score');
  for (const { file, prediction } of clips) {
    for (const segment of prediction.segments) {
      for (const { start_s, end_s, label, score } of segmentsJson([segment], labels)) {
        yield csvLine(csvText(file), number(start_s), number(end_s), csvText(label), number(score));
      }
    }
  }
}

/** An array with one object a clip, each on its own line as `earshot classify --json` prints it. */
export function* clipsJson(clips: readonly ExportClip[], labels: readonly string[]): Generator<string> {
  yield '[\n';
  for (const [i, { file, prediction }] of clips.entries()) {
    yield `${JSON.stringify(clipJson(file, prediction, labels))}${i + 1 < clips.length ? ',\n' : ''}`;
  }
  yield '\n]\n';
}

const SLICE_MS = 10;

/** The parts in a file, made a slice at a time. */
export async function assemble(parts: Iterable<string>, type: string): Promise<Blob> {
  const done: string[] = [];
  let deadline = performance.now() + SLICE_MS;
  for (const part of parts) {
    done.push(part);
    if (performance.now() < deadline) continue;
    await turn();
    deadline = performance.now() + SLICE_MS;
  }
  return new Blob(done, { type });
}
