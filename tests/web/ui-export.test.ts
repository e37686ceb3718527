import { describe, expect, test } from 'vitest';

import type { ClipPrediction } from '../../web/api/types.js';
import { shortFloat } from '../../web/base/clip-json.js';
import { assemble, clipsCsv, clipsJson, csvText, segmentsCsv, type ExportClip } from '../../web/element/export.js';
import { wavFile } from '../../web/element/wav.js';

const labels = ['yes', 'no, never'];
const prediction: ClipPrediction = {
  durationS: 1.5,
  predictions: [{ index: 1, label: 'no, never', score: Math.fround(0.97) }, { index: 0, label: 'yes', score: Math.fround(0.03) }],
  decision: null,
  segments: [
    { startS: 0, endS: 1, scores: Float32Array.of(0.2, 0.8) },
    { startS: 0.5, endS: 1.5, scores: Float32Array.of(0.6, 0.4) },
  ],
  info: { format: 'WAV', channels: 1, sampleWidthBytes: 2, frameRateHz: 8000, frameWidthBytes: 2, frameCount: 12000, lengthS: 1.5, dbfs: -20 },
  view: null,
  warnings: [],
};
const clip: ExportClip = { file: 'a.wav', prediction, decision: prediction.predictions[0] ?? null };
const joined = (parts: Iterable<string>): string => [...parts].join('');

describe('export', () => {
  test('a file is made in slices that let the page answer between them, whole and in order', async () => {
    function* slow(): Generator<string> {
      for (let i = 0; i < 60; i += 1) {
        for (const until = performance.now() + 1; performance.now() < until;);
        yield `${i},`;
      }
    }
    let answered = 0;
    const timer = setInterval(() => { answered += 1; }, 0);
    const blob = await assemble(slow(), 'text/csv');
    clearInterval(timer);
    expect(await blob.text()).toBe(Array.from({ length: 60 }, (_, i) => `${i},`).join(''));
    expect(blob.type).toBe('text/csv');
    expect(answered).toBeGreaterThan(0);
  });

  test.each([
    ['plain.wav', 'plain.wav'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ])('csv: the text %j becomes the cell %j', (text, cell) => {
    expect(csvText(text)).toBe(cell);
  });

  test('csv: clips, with failed ones and without a label where none was certain', () => {
    const text = joined(clipsCsv([
      { file: 'a.wav', status: 'done', clip },
      { file: 'quiet.wav', status: 'done', clip: { ...clip, file: 'quiet.wav', decision: null } },
      { file: '=bad.wav', status: 'failed', clip: null },
    ]));
    expect(text).toBe(
      'file,duration_s,label,score,status\r\n' +
        'a.wav,1.5,"no, never",0.97,done\r\n' +
        'quiet.wav,1.5,,,done\r\n' +
        "'=bad.wav,,,,failed\r\n",
    );
  });

  test('csv: one row a segment with its top label', () => {
    expect(joined(segmentsCsv([clip], labels))).toBe('file,start_s,end_s,label,score\r\na.wav,0,1,"no, never",0.8\r\na.wav,0.5,1.5,yes,0.6\r\n');
  });

  test("json: the command line's object for each clip, one a line", () => {
    const text = joined(clipsJson([clip, { ...clip, file: 'b.wav' }], labels));
    const expected = {
      file: 'a.wav',
      duration_s: 1.5,
      predictions: [{ label: 'no, never', score: 0.97 }, { label: 'yes', score: 0.03 }],
      segments: [{ start_s: 0, end_s: 1, label: 'no, never', score: 0.8 }, { start_s: 0.5, end_s: 1.5, label: 'yes', score: 0.6 }],
    };
    expect(JSON.parse(text)).toEqual([expected, { ...expected, file: 'b.wav' }]);
    expect(text.split('\n')).toHaveLength(5);
    expect(JSON.parse(joined(clipsJson([], labels)))).toEqual([]);
  });

  test('numbers keep what a float32 knows and no more', () => {
    expect(shortFloat(Math.fround(0.1))).toBe(0.1);
    expect(shortFloat(Math.fround(1e-9))).toBe(1e-9);
    expect(Math.fround(shortFloat(Math.fround(0.12345678)))).toBe(Math.fround(0.12345678));
  });
});

describe('recording as WAV', () => {
  test('header and samples are where a reader looks, and overloads are limited', async () => {
    const bytes = new DataView(await wavFile(Float32Array.of(0, 0.5, 2, -2), 16000).arrayBuffer());
    const text = (at: number): string => String.fromCharCode(...Array.from({ length: 4 }, (_, i) => bytes.getUint8(at + i)));
    expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
    expect(bytes.getUint32(4, true)).toBe(bytes.byteLength - 8);
    expect(bytes.getUint32(24, true)).toBe(16000);
    expect(bytes.getUint32(40, true)).toBe(8);
    expect([44, 46, 48, 50].map((at) => bytes.getInt16(at, true))).toEqual([0, 16384, 32767, -32767]);
  });
});
