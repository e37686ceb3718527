import { describe, expect, test } from 'vitest';

import { readParameters } from '../../web/app/embed/parameters.js';

describe('the address of a frame', () => {
  test('says everything, or nothing', () => {
    expect(readParameters('?model=digits&mode=live&lang=es&threshold=0.6&top=0&theme=dark&origin=https://host.example:8443')).toEqual({
      model: 'digits', mode: 'live', language: 'es', threshold: 0.6, top: 0, theme: 'dark', origin: 'https://host.example:8443', unusable: [],
    });
    expect(readParameters('')).toEqual({
      model: null, mode: 'all', language: null, threshold: null, top: null, theme: 'auto', origin: null, unusable: [],
    });
  });

  test.each(['*', 'null', 'host.example', 'https://host.example/page', 'javascript:alert(1)', 'file:///', 'https://user@host.example', ''])('%j is no origin', (origin) => {
    const { origin: read, unusable } = readParameters(`?origin=${encodeURIComponent(origin)}`);
    expect({ read, unusable }).toEqual({ read: null, unusable: [`origin=${origin}`] });
  });

  test('what cannot be used is named', () => {
    expect(readParameters('?mode=loud&threshold=1.5&top=2.5&lang=fr&theme=pink&model=').unusable).toEqual(['model=', 'mode=loud', 'lang=fr', 'threshold=1.5', 'top=2.5', 'theme=pink']);
  });
});
