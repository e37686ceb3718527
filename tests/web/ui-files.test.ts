// Which of the files somebody dropped are sounds, and which are one export of Teachable Machine.
import { describe, expect, test } from 'vitest';

import { fromFileList, separateExport } from '../../web/element/files.js';

const named = (...names: string[]) => names.map((name) => ({ name, file: new File([], name.split('/').at(-1) ?? '') }));
const split = (...names: string[]) => {
  const { parts, sounds } = separateExport(named(...names));
  return { parts: parts.map(({ name }) => name), sounds: sounds.map(({ name }) => name) };
};

describe('an export among the files', () => {
  test('its parts are taken out, whatever the browser called them, and sounds stay', () => {
    expect(split('a.wav', 'model (1).json', 'metadata.json', 'weights.bin')).toEqual({
      parts: ['model (1).json', 'metadata.json', 'weights.bin'], sounds: ['a.wav'],
    });
    expect(split('tm/model.json', 'tm/metadata.json', 'tm/group1-shard1of2.bin', 'tm/b.mp3').sounds).toEqual(['tm/b.mp3']);
    expect(split('tm-my-audio-model.zip')).toEqual({ parts: ['tm-my-audio-model.zip'], sounds: [] });
  });

  test('model.json alone is an export too, of which the rest is missing', () => {
    expect(split('model.json')).toEqual({ parts: ['model.json'], sounds: [] });
  });

  test('without it nothing is imported: parts in a folder of sounds are passed over, one chosen by itself is not', () => {
    expect(split('set/a.wav', 'set/metadata.json', 'set/weights.bin')).toEqual({ parts: [], sounds: ['set/a.wav'] });
    expect(split('weights.bin')).toEqual({ parts: [], sounds: ['weights.bin'] });
  });

  test('of a chosen folder the sounds and the parts are taken, nothing else', () => {
    const files = ['notes.txt', 'model.json', 'weights.bin', 'a.wav', 'other.json'].map((name) =>
      Object.defineProperty(new File([], name), 'webkitRelativePath', { value: `folder/${name}` }));
    expect(fromFileList(files).map(({ name }) => name)).toEqual(['folder/a.wav', 'folder/model.json', 'folder/weights.bin']);
  });
});
