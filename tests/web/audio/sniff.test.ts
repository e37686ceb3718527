import { describe, expect, test } from 'vitest';
import { sampleRateOf } from '../../../web/audio/sample-rate.js';
import { type FileFormat, sniffFormat } from '../../../web/audio/sniff.js';

/** Text as ASCII, numbers as bytes, arrays spread. */
function bytes(...parts: (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : typeof part === 'number' ? [part] : [...part])),
  );
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const u32le = (value: number): number[] => u32(value).reverse();

/** An ID3v2.4 tag of 10 + `size` bytes; sizes are in 7-bit bytes. */
const id3 = (size: number): number[] => [...bytes('ID3', 4, 0, 0, [size >> 21, (size >> 14) & 127, (size >> 7) & 127, size & 127]), ...zeros(size)];

const oggPage = (packet: Uint8Array): number[] => [...bytes('OggS', 0, 2, zeros(20), 1, packet.length), ...packet];
const flacOf = (rate: number): number[] => [...bytes('fLaC', 0x80, [0, 0, 34], zeros(10), u32((rate << 12) >>> 0))];
const mdhd = (rate: number, handler: string): number[] => [
  ...bytes(u32(32), 'mdhd', zeros(12), u32(rate), zeros(8), u32(33), 'hdlr', zeros(8), handler, zeros(13)),
];
const f64 = (value: number): number[] => [...new Uint8Array(new Float64Array([value]).buffer)].reverse();

/** IEEE 754 extended: 44100 = 0x400E AC44 0000 0000 0000. */
const extended44100 = [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0];

const files: [string, FileFormat, number | null, Uint8Array][] = [
  ['RIFF WAVE', 'WAV', null, bytes('RIFF', zeros(4), 'WAVEfmt ')],
  ['RF64 WAVE', 'WAV', null, bytes('RF64', zeros(4), 'WAVEds64')],
  ['FLAC at 44.1 kHz', 'FLAC', 44100, bytes(flacOf(44100))],
  ['FLAC at 192 kHz behind an ID3 tag', 'FLAC', 192000, bytes(id3(300), flacOf(192000))],
  ['Ogg Vorbis at 22.05 kHz', 'Ogg', 22050, bytes(oggPage(bytes('\x01vorbis', zeros(4), 1, u32le(22050))))],
  ['Ogg Opus, whatever its input rate', 'Ogg', 48000, bytes(oggPage(bytes('OpusHead', 1, 1, zeros(2), u32le(16000))))],
  ['Ogg FLAC at 8 kHz', 'Ogg', 8000, bytes(oggPage(bytes('\x7fFLAC', zeros(4), flacOf(8000))))],
  ['MPEG 1 layer 3 at 48 kHz', 'MP3', 48000, bytes(0xff, 0xfb, 0x94, 0)],
  ['MPEG 2 layer 3 at 22.05 kHz', 'MP3', 22050, bytes(0xff, 0xf3, 0x80, 0)],
  ['MPEG 2.5 layer 3 at 8 kHz', 'MP3', 8000, bytes(0xff, 0xe3, 0x88, 0)],
  ['MP3 behind an ID3 tag with padding after it', 'MP3', 44100, bytes(id3(1000), zeros(100), 0xff, 0xfb, 0x90, 0)],
  ['ADTS AAC at 16 kHz', 'AAC', 16000, bytes(0xff, 0xf1, 0x60, 0x40, 0, 0, 0)],
  ['M4A at 44.1 kHz', 'MP4', 44100, bytes(u32(16), 'ftypM4A ', zeros(4), mdhd(44100, 'soun'))],
  ['MP4 with pictures first', 'MP4', 32000, bytes(u32(16), 'ftypisom', zeros(4), mdhd(90000, 'vide'), mdhd(32000, 'soun'))],
  ['WebM at 48 kHz', 'WebM', 48000, bytes([0x1a, 0x45, 0xdf, 0xa3], zeros(20), 0xe1, 0x8d, 0x9f, 0x81, 2, 0xb5, 0x88, f64(48000))],
  ['AIFF at 44.1 kHz', 'AIFF', 44100, bytes('FORM', zeros(4), 'AIFF', 'ANNO', u32(3), zeros(4), 'COMM', u32(18), [0, 1], u32(1), [0, 16], extended44100)],
  ['CAF at 16 kHz', 'CAF', 16000, bytes('caff', zeros(4), 'desc', zeros(8), f64(16000))],
  ['AMR wide band', 'AMR', 16000, bytes('#!AMR-WB\n')],
  ['text', 'unknown', null, bytes('Hello, this is no sound.')],
  ['nothing', 'unknown', null, bytes()],
];

describe('file formats', () => {
  test.each(files)('%s is recognised', (_name, format, _rate, head) => {
    expect(sniffFormat(head)).toBe(format);
  });

  test.each(files)('%s tells its own sample rate', (_name, format, rate, head) => {
    expect(sampleRateOf(format, head)).toBe(rate);
  });

  test('an MP4 index at the end of the file is found there', () => {
    const head = bytes(u32(16), 'ftypM4A ', zeros(40));
    expect(sampleRateOf('MP4', head, bytes(zeros(7), mdhd(22050, 'soun')))).toBe(22050);
  });

  test.each(files)('%s cut short anywhere gives its rate or none, and no exception', (_name, format, rate, head) => {
    for (let length = 0; length < head.length; length++) {
      const found = sampleRateOf(format, head.subarray(0, length));
      // A partly read float may be some rate; everything else is the right one or none.
      if (format !== 'WebM' && format !== 'AIFF' && format !== 'CAF' && format !== 'AMR') expect([null, rate]).toContain(found);
    }
  });

  test('an absurd rate counts as not found', () => {
    expect(sampleRateOf('Ogg', bytes(oggPage(bytes('\x01vorbis', zeros(4), 1, u32le(0xffffffff)))))).toBeNull();
    expect(sampleRateOf('FLAC', bytes(flacOf(0)))).toBeNull();
  });
});
