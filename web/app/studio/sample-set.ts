// A small data set made here and now: three classes of sounds that differ as bells, birds and rattles do, each clip with its own
// pitch, length, level and noise. The same seed gives the same sounds.
import { turn } from '../../base/turn.js';
import { wavFile } from '../../element/wav.js';

export type SampleClass = 'bell' | 'bird' | 'rattle';
export const SAMPLE_CLASSES: readonly SampleClass[] = ['bell', 'bird', 'rattle'];

const RATE = 16_000;
const SHORTEST_S = 0.9;
const LONGEST_S = 1.5;

/** `count` clips a class, one at a time so that the page goes on answering. */
export async function* sampleSet(count: number, seed = 7): AsyncGenerator<{ label: SampleClass; file: File }> {
  for (const label of SAMPLE_CLASSES) {
    for (let i = 0; i < count; i += 1) {
      const random = mulberry32(seed + 1000 * SAMPLE_CLASSES.indexOf(label) + i);
      const name = `${label}/${label}-${String(i + 1).padStart(2, '0')}.wav`;
      yield { label, file: new File([wavFile(synthesise(label, random), RATE)], name, { type: 'audio/wav' }) };
      await turn();
    }
  }
}

type Random = () => number;

export function synthesise(label: SampleClass, random: Random): Float32Array {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const samples = new Float32Array(Math.round(RATE * between(SHORTEST_S, LONGEST_S)));
  if (label === 'bell') ring(samples, between);
  else if (label === 'bird') sing(samples, between);
  else rattle(samples, between, random);
  const level = between(0.15, 0.7) / Math.max(1e-6, samples.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0));
  const hiss = between(0.001, 0.01);
  return samples.map((x) => x * level + hiss * (random() * 2 - 1));
}

type Between = (low: number, high: number) => number;

/** Partials of a church bell (hum, prime, tierce, quint, nominal), the higher the sooner gone. */
function ring(out: Float32Array, between: Between): void {
  const prime = between(280, 700);
  const strike = Math.round(RATE * between(0.02, 0.2));
  for (const [ratio, strength] of [[0.5, 0.5], [1, 1], [1.2, 0.8], [1.5, 0.5], [2, 0.9], [2.67, 0.4], [4.2, 0.25]] as const) {
    const frequency = prime * ratio * between(0.995, 1.005);
    const decay = between(3, 5) * Math.sqrt(ratio);
    const phase = between(0, 2 * Math.PI);
    for (let i = strike; i < out.length; i += 1) {
      const t = (i - strike) / RATE;
      out[i] = (out[i] as number) + strength * Math.exp(-decay * t) * Math.sin(2 * Math.PI * frequency * t + phase);
    }
  }
}

/** Two to five chirps that sweep up or down. */
function sing(out: Float32Array, between: Between): void {
  const chirps = Math.floor(between(2, 6));
  const centre = between(2200, 4200);
  for (let chirp = 0; chirp < chirps; chirp += 1) {
    const start = Math.round(((chirp + between(0.1, 0.4)) / chirps) * out.length);
    const length = Math.round(RATE * between(0.06, 0.14));
    const from = centre * between(0.75, 1.3);
    const to = centre * between(0.75, 1.3);
    let phase = 0;
    for (let i = 0; i < length && start + i < out.length; i += 1) {
      const share = i / length;
      phase += (2 * Math.PI * (from + (to - from) * share)) / RATE;
      out[start + i] = (out[start + i] as number) + Math.sin(Math.PI * share) ** 2 * Math.sin(phase);
    }
  }
}

/** Short bursts of noise in a steady beat. */
function rattle(out: Float32Array, between: Between, random: Random): void {
  const period = RATE / between(9, 18);
  const decay = between(60, 120);
  for (let start = between(0, period); start < out.length; start += period * between(0.9, 1.1)) {
    let low = 0;
    for (let i = 0; i < period && Math.round(start) + i < out.length; i += 1) {
      low += 0.55 * (random() * 2 - 1 - low);
      const at = Math.round(start) + i;
      out[at] = (out[at] as number) + Math.exp((-decay * i) / RATE) * low;
    }
  }
}

/** Tommy Ettinger's 32-bit generator: small, seeded, good enough for sounds. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
