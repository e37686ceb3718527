// The files of an export as the worker reads them: loose, or in their zip.
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import { exportedFiles } from '../../../web/worker/exported-files.js';

const text = (value: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(value));
const zip = (entries: Record<string, Uint8Array>): Blob => new Blob([new Uint8Array(zipSync(entries))]);

describe('files of an export', () => {
  test('loose files are read as they are', async () => {
    const files = await exportedFiles([{ name: 'model.json', blob: new Blob([text('{}')]) }]);
    expect(files).toEqual([{ name: 'model.json', bytes: text('{}') }]);
  });

  test('a zip gives its parts, wherever in it they lie, and nothing else', async () => {
    const blob = zip({ 'my/model.json': text('{"a":1}'), 'my/weights.bin': text('1234'), 'readme.txt': text('hello') });
    const files = await exportedFiles([{ name: 'export.ZIP', blob }]);
    expect(files.map(({ name }) => name)).toEqual(['my/model.json', 'my/weights.bin']);
    expect(files[1]?.bytes).toEqual(text('1234'));
  });

  test('a zip that is cut short is damaged', async () => {
    const whole = zip({ 'model.json': text('{}') });
    await expect(exportedFiles([{ name: 'export.zip', blob: whole.slice(0, whole.size - 12) }])).rejects.toMatchObject({ code: 'malformed-file' });
  });

  test('what is too large for an export is refused before it is read', async () => {
    const blob = { size: 2 ** 40 } as Blob;
    await expect(exportedFiles([{ name: 'weights.bin', blob }])).rejects.toMatchObject({ code: 'invalid-model' });
  });
});
