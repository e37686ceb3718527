import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { smallCss, smallStyles } from '../../../tools/small-styles.mjs';

describe('styles in scripts', () => {
  test('comments and indentation go, what separates two values stays', () => {
    const text = `
  /* said in
     two lines */
  a,
  b:hover {
    margin: 0
      auto;
    transition: color 1s,
      width 2s;
  }
`;
    expect(smallCss(text)).toBe('a,b:hover {margin: 0\nauto;transition: color 1s,width 2s;}');
  });

  test('only css templates of style files change', () => {
    const { transform } = smallStyles();
    const script = 'const wide = 1;\nexport const s = css`\n  a {\n    b: ${wide};\n  }\n`;\n';
    expect(transform(script, '/web/element/styles/s.ts')?.code).toBe('const wide = 1;\nexport const s = css`a {b: ${wide};}`;\n');
    expect(transform(script, '/web/element/views/s.ts')).toBeNull();
  });

  test('no quoted text in our styles spans lines, which would lose its line break', () => {
    const folder = join(import.meta.dirname, '../../../web/element/styles');
    for (const file of readdirSync(folder)) {
      for (const [, text = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/css`([^`]*)`/g)) {
        const lines = text.replaceAll(/\/\*[^]*?\*\//g, '').split('\n');
        expect(lines.filter((line) => line.split("'").length % 2 === 0), file).toEqual([]);
      }
    }
  });
});
