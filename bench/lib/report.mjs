// From runs to the two documents.
import { median, spread } from './statistics.mjs';

/** Beyond this the cost of a unit counts as having changed: timings alone vary by a tenth. */
const linearWithin = 0.3;

/** @param {number | undefined} value */
function rounded(value) {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
}

/**
 * @param {string} row
 * @param {import('./types.mjs').Measure} measure
 */
export function finishMeasure(row, { ours, peerRuns, ratio, peer, growth, ...rest }) {
  return {
    measure: rest.measure,
    ours: rounded(median(ours)),
    peer: peer ?? null,
    peer_value: rounded(peerRuns && median(peerRuns)),
    ratio: rounded(ratio),
    reach: rest.reach,
    met: rest.met,
    unit: rest.unit,
    row,
    spread: ours.length > 1 ? rounded(spread(ours)) : null,
    peer_spread: peerRuns && peerRuns.length > 1 ? rounded(spread(peerRuns)) : null,
    runs: ours.map(rounded),
    ...(peerRuns ? { peer_runs: peerRuns.map(rounded) } : {}),
    ...(rest.check ? { check: rest.check } : {}),
    ...(rest.note ? { note: rest.note } : {}),
    ...(rest.reason ? { reason: rest.reason } : {}),
    ...(growth ? { growth: withUnits(growth) } : {}),
  };
}

/** @typedef {ReturnType<typeof finishMeasure>} Finished */

/** @param {NonNullable<import('./types.mjs').Measure['growth']>} growth */
function withUnits({ what, points, per }) {
  const units = points.map(({ at, size, cost }) => ({ at, size, cost: rounded(cost), per_unit: rounded((cost * per) / size) }));
  // From the largest down: the cost of a unit there is what the others are compared with.
  const settled = units.at(-1)?.per_unit ?? NaN;
  const odd = units.filter(({ per_unit: unit }) => Math.abs((unit ?? NaN) / settled - 1) > linearWithin);
  const last = odd.at(-1);
  const verdict = last === undefined
    ? `Linear throughout: a unit costs the same within ${100 * linearWithin} %.`
    : `Linear above ${last.at}; up to there a unit costs ${odd.map(({ at, per_unit: unit }) => `${((unit ?? NaN) / settled).toFixed(2)} times as much at ${at}`).join(', ')}.`;
  return { what, points: units, verdict };
}

/** @param {Finished} measure */
export function printMeasure(measure) {
  const { ours, unit, peer, peer_value: theirs, ratio, reach, met, reason } = measure;
  const verdict = reason ? 'NOT MEASURED' : met === null ? '' : met ? 'reached' : 'NOT REACHED';
  const against = peer === null ? '' : `, ${peer} ${theirs}${ratio === null ? '' : `, ratio ${ratio}`}`;
  console.log(`  ${measure.measure}: ${ours ?? '-'} ${unit}${plusMinus(measure.spread)}${against}${plusMinus(measure.peer_spread)}   ${reach}   ${verdict}`);
  for (const more of [measure.check, measure.note, reason, measure.growth?.verdict]) if (more) console.log(`      ${more}`);
}

/** @param {number | null} share */
function plusMinus(share) {
  return share === null ? '' : ` (±${(100 * share).toFixed(0)} %)`;
}

/**
 * A run of some rows replaces those and keeps the others, each with the date it is from.
 * @param {any} before
 * @param {{date: string, machine: any, versions: any, measures: Finished[]}} now
 * @param {string[]} order
 */
export function merge(before, now, order) {
  const dated = now.measures.map((measure) => ({ ...measure, date: now.date }));
  const fresh = new Set(dated.map(({ row }) => row));
  const kept = (before?.measures ?? []).filter((/** @type {any} */ { row }) => !fresh.has(row));
  const measures = [...kept, ...dated].sort((a, b) => order.indexOf(a.row) - order.indexOf(b.row));
  return { ...now, measures };
}

/** @param {ReturnType<typeof merge>} report */
export function toMarkdown({ date, machine, versions, measures }) {
  const judged = measures.filter(({ met }) => met !== null);
  const missed = judged.filter(({ met }) => !met);
  const lines = [
    '# Benchmarks', '',
    'Written by `npm run bench`; [benchmarks.json](benchmarks.json) has every run. How each figure came to be, and the bound where a goal is out of reach: [performance.md](performance.md).',
    '',
    `Measured ${date} on ${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}; headless Chromium ${machine.chromium}, one thread, no special headers, no GPU; Node ${machine.node}.`,
    `Versions: ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    '',
    'Medians of five runs after a warm-up, unless a run takes seconds; in brackets half the distance from the slowest to the fastest run. The outputs of each pair are compared before its time counts: see the checks below.',
    '',
    `${judged.length - missed.length} of ${judged.length} goals are reached${missed.length > 0 ? `; not reached: ${missed.map(({ measure }) => measure).join('; ')}` : ''}.`,
    '',
    '| measure | ours | peer | ratio | reach | |', '|---|---|---|---|---|---|',
    ...measures.map((m) => `| ${m.measure} | ${amount(m.ours, m.unit, m.spread)} | ${m.peer === null ? '' : `${m.peer}: ${amount(m.peer_value, m.unit, m.peer_spread)}`} | ${m.ratio === null ? '' : m.ratio.toPrecision(3)} | ${m.reach} | ${m.reason ? 'not measured' : m.met === null ? '' : m.met ? 'yes' : '**no**'} |`),
    '', '## Checks and notes', '',
    ...measures.flatMap((m) => {
      const words = [m.check, m.note, m.reason && `Not measured: ${m.reason}`].filter(Boolean);
      return words.length === 0 ? [] : [`- ${m.measure}${m.peer === null ? '' : `, ${m.peer}`}: ${words.join('. ')}${/[.!?]$/.test(String(words.at(-1))) ? '' : '.'}`];
    }),
    '', '## How cost grows', '',
    ...measures.flatMap(({ measure, growth }) => (growth ? [
      `### ${measure}`, '', growth.verdict, '', `| | ms | ${growth.what} |`, '|---|---|---|',
      ...growth.points.map(({ at, cost, per_unit: unit }) => `| ${at} | ${cost} | ${unit} |`), '',
    ] : [])),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** @param {number | null} value @param {string} unit @param {number | null} share */
function amount(value, unit, share) {
  return value === null ? '' : `${value} ${unit}${plusMinus(share)}`;
}
