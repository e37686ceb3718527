// Tables for spreadsheets: comma, CRLF, quotes where they are needed (RFC 4180), decimal points whatever the language.
import type { Evaluation, HistoryRow } from '../../api/training-types.js';
import type { ClipRecord } from '../../store/types.js';

type Cell = string | number | boolean | null | undefined;

export function csvTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

function field(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  // A cell that a spreadsheet would run as a formula gets an apostrophe.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The columns of the command line's history.csv. */
export function historyCsv(history: readonly HistoryRow[]): string {
  return csvTable(
    ['epoch', 'loss', 'accuracy', 'val_loss', 'val_accuracy', 'learning_rate', 'seconds'],
    history.map(({ epoch, loss, accuracy, valLoss, valAccuracy, learningRate, seconds }) => [epoch, loss, accuracy, valLoss, valAccuracy, learningRate, seconds]),
  );
}

export function predictionsCsv({ labels, clips }: Evaluation): string {
  return csvTable(
    ['clip', 'label', 'predicted', 'correct', 'fold', ...labels.map((label) => `score ${label}`)],
    clips.ids.map((id, i) => {
      const truth = clips.truth[i] ?? 0;
      const predicted = clips.predicted[i] ?? 0;
      const scores = [...clips.scores.subarray(i * labels.length, (i + 1) * labels.length)];
      return [id, labels[truth], labels[predicted], truth === predicted, clips.fold[i] ?? 0, ...scores.map((score) => Number(score.toFixed(6)))];
    }),
  );
}

export type ClipCsvRow = { clip: ClipRecord; frameWidth: number | string | null; frames: number | string | null; state: string };

/** The metadata columns of the table on the page. */
export function clipsCsv(rows: readonly ClipCsvRow[]): string {
  return csvTable(
    ['file', 'label', 'group', 'fold', 'state', 'length_s', 'channels', 'sample_width_bytes', 'frame_rate_hz', 'frame_width_bytes', 'frame_count', 'intensity_dbfs', 'problem'],
    rows.map(({ clip: { id, label, group, fold, facts }, frameWidth, frames, state }) => [
      id, label, group, fold, state, facts?.lengthS, facts?.channels, facts?.sampleWidthBytes, facts?.sampleRateHz, frameWidth, frames,
      facts && Number.isFinite(facts.dbfs) ? Number(facts.dbfs.toFixed(3)) : null, facts?.problem?.message,
    ]),
  );
}
