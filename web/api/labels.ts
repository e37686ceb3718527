// Label names from whatever they are kept in: one a line, a CSV such as yamnet_class_map.csv, or JSON.
import { EarshotError } from '../base/errors.js';

/** Throws `invalid-data` when the text holds no list of names. */
export function parseLabels(text: string): string[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') throw unreadable('it is empty');
  const labels = /^[[{]/.test(trimmed) ? fromJson(trimmed) : fromLines(trimmed);
  if (labels.length === 0) throw unreadable('it holds no names');
  if (labels.some((label) => label === '')) throw unreadable('a name is empty');
  return labels;
}

function unreadable(why: string): EarshotError {
  return new EarshotError('invalid-data', `The labels cannot be read: ${why}. Give one name a line, a CSV with a column of names, or a JSON list.`);
}

/** ["a", "b"], {"0": "a", "1": "b"}, {"a": 0, "b": 1}, or either below "labels", "classes" or "id2label". */
function fromJson(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('it is not valid JSON');
  }
  return fromValue(value);
}

function fromValue(value: unknown): string[] {
  if (Array.isArray(value)) {
    if (!value.every((item) => typeof item === 'string')) throw unreadable('its list holds something else than names');
    return value.map((item: string) => item.trim());
  }
  if (typeof value !== 'object' || value === null) throw unreadable('it is not a list');
  const fields = value as Record<string, unknown>;
  for (const key of ['labels', 'classes', 'id2label']) {
    if (typeof fields[key] === 'object' && fields[key] !== null) return fromValue(fields[key]);
  }
  const pairs = Object.entries(fields).map(([key, item]): [number, string] => {
    if (typeof item === 'string' && /^\d+$/.test(key)) return [Number(key), item.trim()];
    if (typeof item === 'number' && Number.isInteger(item)) return [item, key.trim()];
    throw unreadable('it maps neither numbers to names nor names to numbers');
  });
  return inOrder(pairs);
}

function fromLines(text: string): string[] {
  const rows = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  const separator = rows.every((row) => row.includes('\t')) ? '\t' : rows.every((row) => row.includes(',')) ? ',' : null;
  if (separator === null) return rows;
  const cells = rows.map((row) => splitRow(row, separator));
  const width = cells[0]?.length ?? 0;
  if (width < 2 || cells.some((row) => row.length !== width)) return rows; // commas that belong to the names
  const [header = [], ...body] = cells;
  const indexed = (row: readonly string[]): boolean => /^\d+$/.test(row[0] ?? '');
  const hasHeader = !indexed(header) && body.length > 0 && body.every(indexed);
  const nameAt = header.findIndex((cell) => /^(display_?name|name|label|class(_?name)?)$/i.test(cell));
  const named = hasHeader || nameAt >= 0;
  const column = nameAt >= 0 ? nameAt : width - 1;
  const used = named ? body : cells;
  if (!used.every(indexed)) return used.map((row) => row[column] ?? '');
  return inOrder(used.map((row) => [Number(row[0]), row[column] ?? '']));
}

/** Fields of a CSV row; quotes hold separators and doubled quotes. */
function splitRow(row: string, separator: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < row.length; ++i) {
    const char = row[i] ?? '';
    if (char === '"') {
      if (quoted && row[i + 1] === '"') field += row[(i += 1)] ?? '';
      else quoted = !quoted;
    } else if (char === separator && !quoted) {
      fields.push(field.trim());
      field = '';
    } else {
      field += char;
    }
  }
  return [...fields, field.trim()];
}

/** Names by their numbers, which must run from 0 (or 1) without a gap. */
function inOrder(pairs: readonly (readonly [number, string])[]): string[] {
  const sorted = [...pairs].sort(([a], [b]) => a - b);
  const [[first = 0] = []] = sorted;
  if (first > 1 || sorted.some(([index], i) => index !== first + i)) throw unreadable('its numbers do not count up from 0 without a gap');
  return sorted.map(([, name]) => name);
}
