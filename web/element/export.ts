// Results as CSV (RFC 4180) and as JSON with the command line's schema.
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

const csv = (lines: readonly (readonly string[])[]): string => lines.map((cells) => `${cells.join(',')}\r\n`).join('');
const number = (value: number | null | undefined): string => (value == null ? '' : String(shortFloat(value)));

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

export function segmentsCsv(clips: readonly ExportClip[], labels: readonly string[]): string {
  return csv([
    ['file', 'start_s', 'end_s', 'label', 'score'],
    ...clips.flatMap((clip) =>
      segmentsJson(clip.prediction, labels).map(({ start_s, end_s, label, score }) => [
        csvText(clip.file), number(start_s), number(end_s), csvText(label), number(score),
      ]),
    ),
  ]);
}

/** An array with one object a clip, each on its own line as `earshot classify --json` prints it. */
export function clipsJson(clips: readonly ExportClip[], labels: readonly string[]): string {
  const lines = clips.map(({ file, prediction }) => JSON.stringify(clipJson(file, prediction, labels)));
  return `[\n${lines.join(',\n')}\n]\n`;
}
