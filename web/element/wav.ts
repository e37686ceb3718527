// A recording as a WAV file (16-bit PCM, mono), for playback and saving.

const HEADER_BYTES = 44;

export function wavFile(samples: Float32Array, sampleRate: number): Blob {
  const bytes = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  const text = (offset: number, value: string): void => {
    for (let i = 0; i < value.length; i += 1) bytes.setUint8(offset + i, value.charCodeAt(i));
  };
  text(0, 'RIFF');
  bytes.setUint32(4, bytes.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true); // size of the fmt chunk
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true); // channels
  bytes.setUint32(24, sampleRate, true);
  bytes.setUint32(28, 2 * sampleRate, true); // bytes a second
  bytes.setUint16(32, 2, true); // bytes a frame
  bytes.setUint16(34, 16, true); // bits a sample
  text(36, 'data');
  bytes.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => {
    const limited = Math.max(-1, Math.min(1, sample));
    bytes.setInt16(HEADER_BYTES + 2 * i, Math.round(limited * 32767), true);
  });
  return new Blob([bytes.buffer as ArrayBuffer], { type: 'audio/wav' });
}
