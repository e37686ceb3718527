import { describe, expect, test } from 'vitest';

import { parseLabels } from '../../../web/api/labels.js';

describe('labels', () => {
  test.each<[string, string, string[]]>([
    ['one a line', 'yes\nno\n\nup\r\n', ['yes', 'no', 'up']],
    ['a byte order mark', '\uFEFFyes\nno', ['yes', 'no']],
    ['names with commas', 'Child speech, kid speaking\nSpeech', ['Child speech, kid speaking', 'Speech']],
    ['YAMNet’s class map', 'index,mid,display_name\n0,/m/09x0r,Speech\n1,/m/0ytgt,"Child speech, kid speaking"', ['Speech', 'Child speech, kid speaking']],
    ['doubled quotes', 'index,name\n0,"say ""hi"""\n1,b', ['say "hi"', 'b']],
    ['numbers and names', '1,b\n0,a', ['a', 'b']],
    ['tabs', '0\ta\n1\tb', ['a', 'b']],
    ['numbers from one', '1,a\n2,b', ['a', 'b']],
    ['a column called label', 'label,file\ncat,a.wav\ndog,b.wav', ['cat', 'dog']],
    ['a JSON list', '["a", "b"]', ['a', 'b']],
    ['a JSON object of numbers', '{"1": "b", "0": "a", "10": "k", "2": "c", "3": "d", "4": "e", "5": "f", "6": "g", "7": "h", "8": "i", "9": "j"}', 'abcdefghijk'.split('')],
    ['a JSON object of names', '{"b": 1, "a": 0}', ['a', 'b']],
    ['a Transformers configuration', '{"model_type": "x", "id2label": {"0": "a", "1": "b"}}', ['a', 'b']],
  ])('%s', (_what, text, expected) => expect(parseLabels(text)).toEqual(expected));

  test.each([
    ['nothing', '  \n'],
    ['an empty list', '[]'],
    ['broken JSON', '["a", '],
    ['a list of numbers', '[1, 2]'],
    ['an empty name', '["a", ""]'],
    ['an object of something else', '{"a": true}'],
    ['a gap', '{"0": "a", "2": "c"}'],
    ['a number twice', '{"a": 0, "b": 0}'],
  ])('%s is refused with a sentence', (_what, text) => {
    expect(() => parseLabels(text)).toThrow(expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(/^The labels cannot be read: .*\.$/) }));
  });
});
