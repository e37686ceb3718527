// From runs to the two documents.
import { median, spread } from './statistics.mjs';

/** Exponents this near to 1 count as linear: timings alone vary by a tenth. */
const linearWithin = 0.2;

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
  return { what, points: units, verdict: verdictOf(points) };
}

/**
 * Stretches in which cost grows alike: the exponent e of cost ~ size^e between neighbours is 1 where it is linear.
 * @param {{at: string, size: number, cost: number}[]} points
 */
function verdictOf(points) {
  /** @type {{kind: string, from: string, to: string, exponents: number[]}[]} */
  const stretches = [];
  points.slice(1).forEach((point, i) => {
    const before = points[i];
    if (!before) return;
    const exponent = Math.log(point.cost / before.cost) / Math.log(point.size / before.size);
    const kind = exponent < 1 - linearWithin ? 'less than linear' : exponent > 1 + linearWithin ? 'more than linear' : 'linear';
    const last = stretches.at(-1);
    if (last?.kind === kind) {
      last.to = point.at;
      last.exponents.push(exponent);
    } else {
      stretches.push({ kind, from: before.at, to: point.at, exponents: [exponent] });
    }
  });
  const words = stretches.map(({ kind, from, to, exponents }) => `${kind} from ${from} to ${to} (exponent ${exponents.map((e) => e.toFixed(2)).join(', ')})`);
  return `Cost is ${words.join(', then ')}.`;
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

/** @typedef {Finished & {date: string}} Dated */

/**
 * A run of some rows replaces those and keeps the others, each with the date it is from.
 * @param {any} before
 * @param {{date: string, machine: any, versions: any, measures: Finished[]}} now
 * @param {string[]} order
 * @returns {Omit<typeof now, 'measures'> & {measures: Dated[]}}
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
