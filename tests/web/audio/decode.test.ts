import { afterEach, describe, expect, test, vi } from 'vitest';
import { openAudioFile } from '../../../web/audio/decode.js';
import { wavOf } from '../support/wav.js';

const flac = (rate: number): Uint8Array<ArrayBuffer> => {
  const head = new Uint8Array(64);
  head.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]);
  new DataView(head.buffer).setUint32(18, (rate << 12) >>> 0);
  return head;
};

/** A decoder that knows its rate, as the browser's. */
function stubDecoder({ refuse = [], fail = false }: { refuse?: number[]; fail?: boolean } = {}): number[] {
  const asked: number[] = [];
  vi.stubGlobal('OfflineAudioContext', class {
    readonly sampleRate: number;
    constructor(options: { sampleRate: number }) {
      asked.push(options.sampleRate);
      if (refuse.includes(options.sampleRate)) throw new DOMException('', 'NotSupportedError');
      this.sampleRate = options.sampleRate;
    }
    decodeAudioData(): Promise<unknown> {
      if (fail) return Promise.reject(new DOMException('', 'EncodingError'));
      const copyFromChannel = (target: Float32Array, channel: number): void => void target.fill(channel + 1);
      return Promise.resolve({ sampleRate: this.sampleRate, numberOfChannels: 2, length: 3, copyFromChannel });
    }
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('decoding', () => {
  test('WAV is left to the core, whatever its name and type say', async () => {
    const file = new File([wavOf([new Float32Array(4)], 8000) as Uint8Array<ArrayBuffer>], 'song.mp3', { type: 'audio/mpeg' });
    await expect(openAudioFile(file)).resolves.toMatchObject({ kind: 'wav' });
  });

  test('a WAV file that was read whole in looking at it is handed on, a long one is not', async () => {
    const short = wavOf([Float32Array.of(0, 0.5)], 8000) as Uint8Array<ArrayBuffer>;
    await expect(openAudioFile(new Blob([short]))).resolves.toEqual({ kind: 'wav', whole: short });
    const long = wavOf([new Float32Array(200_000)], 8000) as Uint8Array<ArrayBuffer>;
    await expect(openAudioFile(new Blob([long]))).resolves.toEqual({ kind: 'wav', whole: null });
  });

  test('a short file is read without a slice, which would make the thread wait', async () => {
    const file = new Blob([wavOf([Float32Array.of(0, 0.5)], 8000) as Uint8Array<ArrayBuffer>]);
    const slice = vi.spyOn(file, 'slice');
    await expect(openAudioFile(file)).resolves.toMatchObject({ kind: 'wav' });
    expect(slice).not.toHaveBeenCalled();
  });

  test('another format is decoded at its own rate, all channels', async () => {
    const asked = stubDecoder();
    const audio = await openAudioFile(new Blob([flac(22050)]));
    expect(asked).toEqual([22050]);
    expect(audio).toMatchObject({ kind: 'samples', format: 'FLAC', sampleRate: 22050, warnings: [] });
    expect(audio.kind === 'samples' && audio.channels.map((channel) => [...channel])).toEqual([[1, 1, 1], [2, 2, 2]]);
  });

  test('a rate that the browser refuses falls back to 48 kHz with a warning', async () => {
    stubDecoder({ refuse: [500000] });
    const audio = await openAudioFile(new Blob([flac(500000)]));
    expect(audio).toMatchObject({ sampleRate: 48000, warnings: [expect.stringContaining('48000 Hz')] });
  });

  test('a damaged file and something that is no sound have different codes', async () => {
    stubDecoder({ fail: true });
    await expect(openAudioFile(new Blob([flac(44100)]))).rejects.toMatchObject({ code: 'decode-failed', message: expect.stringContaining('FLAC') });
    await expect(openAudioFile(new Blob(['no sound at all']))).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  test('an empty file is an empty clip', async () => {
    await expect(openAudioFile(new Blob([]))).rejects.toMatchObject({ code: 'empty-clip' });
  });

  test('where there is no decoder (Node), the sentence names WAV', async () => {
    await expect(openAudioFile(new Blob([flac(44100)]))).rejects.toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('WAV') });
  });

  test('a file that has gone since it was chosen is an io error', async () => {
    const file = new Blob(['RIFF']);
    file.arrayBuffer = () => Promise.reject(new DOMException('', 'NotFoundError'));
    await expect(openAudioFile(file)).rejects.toMatchObject({ code: 'io' });
  });

  test('without a connection, what reads other formats than WAV is missed with a sentence', async () => {
    vi.resetModules();
    vi.doMock('../../../web/audio/compressed.js', () => {
      throw new TypeError('Failed to fetch dynamically imported module');
    });
    const fresh = await import('../../../web/audio/decode.js');
    await expect(fresh.openAudioFile(new Blob([flac(44100)]))).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('connection') });
    await expect(fresh.openAudioFile(new Blob(['RIFF----WAVE']))).resolves.toMatchObject({ kind: 'wav' });
    vi.doUnmock('../../../web/audio/compressed.js');
  });
});
