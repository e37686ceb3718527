// Results as CSV (RFC 4180) and as JSON with the command line's schema.
import type { ClipPrediction, Score } from '../api/types.js';
import { topIndex } from '../ui/segment-runs.js';

export type ExportClip = { file: string; prediction: ClipPrediction; decision: Score | null };
export type ExportRow = { file: string; status: string; clip: ExportClip | null };

const SIGNIFICANT_DIGITS = 7; // what a float32 holds

/** A float32 as a short decimal: 0.97, not 0.9700000286102295. */
export function shortNumber(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/**
 * A text as a CSV cell. Spreadsheets run a cell that starts with = + - @ (also after a tab or a line break) as a
 * formula, and file names come from anywhere, so such a cell gets an apostrophe in front.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csv = (lines: readonly (readonly string[])[]): string => lines.map((cells) => `${cells.join(',')}\r\n`).join('');
const number = (value: number | null | undefined): string => (value == null ? '' : String(shortNumber(value)));

/** One row a clip, failed ones too; the label is empty where no label was certain enough. */
export function clipsCsv(rows: readonly ExportRow[]): string {
  return csv([
    ['file', 'duration_s', 'label', 'score', 'status'],
    ...rows.map(({ file, status, clip }) => [
      csvText(file),
      number(clip?.prediction.durationS),
      csvText(clip?.decision?.label ?? ''),
      number(clip?.decision?.score),
      csvText(status),
    ]),
  ]);
}

type Segment = { start_s: number; end_s: number; label: string; score: number };

/** The top label of each segment. `labels` is in index order. */
function segmentsOf({ prediction }: ExportClip, labels: readonly string[]): Segment[] {
  return prediction.segments.flatMap(({ startS, endS, scores }) => {
    const top = topIndex(scores);
    if (top < 0) return [];
    return [{
      start_s: shortNumber(startS), end_s: shortNumber(endS), label: labels[top] ?? String(top), score: shortNumber(scores[top] as number),
    }];
  });
}

export function segmentsCsv(clips: readonly ExportClip[], labels: readonly string[]): string {
  return csv([
    ['file', 'start_s', 'end_s', 'label', 'score'],
    ...clips.flatMap((clip) =>
      segmentsOf(clip, labels).map(({ start_s, end_s, label, score }) => [
        csvText(clip.file), String(start_s), String(end_s), csvText(label), String(score),
      ]),
    ),
  ]);
}

/** An array with one object a clip, each on its own line as `earshot classify --json` prints it. */
export function clipsJson(clips: readonly ExportClip[], labels: readonly string[]): string {
  const lines = clips.map((clip) =>
    JSON.stringify({
      file: clip.file,
      duration_s: shortNumber(clip.prediction.durationS),
      predictions: clip.prediction.predictions.map(({ label, score }) => ({ label, score: shortNumber(score) })),
      segments: segmentsOf(clip, labels),
    }),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}
