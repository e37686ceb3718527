// WAV files made by hand, 16-bit PCM.

export function wavOf(channels: readonly Float32Array[], sampleRate: number, { promisedFrames }: { promisedFrames?: number } = {}): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const width = 2 * channels.length;
  const bytes = new Uint8Array(44 + frames * width);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, value: string): void => [...value].forEach((c, i) => view.setUint8(offset + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * width, true);
  view.setUint16(32, width, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, (promisedFrames ?? frames) * width, true);
  channels.forEach((channel, c) =>
    channel.forEach((sample, i) => view.setInt16(44 + i * width + 2 * c, Math.round(sample * 32767), true)),
  );
  return bytes;
}

export function tone(frequencyHz: number, seconds: number, sampleRate: number, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRate));
}
