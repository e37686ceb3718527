// Hertz to mel and back, as librosa.hz_to_mel: Slaney's scale (linear to 1 kHz, then logarithmic) and HTK's.

export type MelScale = 'slaney' | 'htk';

const LINEAR_HZ_PER_MEL = 200 / 3;
const LOG_FROM_HZ = 1000;
const LOG_FROM_MEL = LOG_FROM_HZ / LINEAR_HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27; // Slaney: 27 steps from 1 kHz to 6.4 kHz

export function hzToMel(hz: number, scale: MelScale): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + hz / 700);
  return hz < LOG_FROM_HZ ? hz / LINEAR_HZ_PER_MEL : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP;
}

export function melToHz(mel: number, scale: MelScale): number {
  if (scale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  return mel < LOG_FROM_MEL ? mel * LINEAR_HZ_PER_MEL : LOG_FROM_HZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL));
}

export type MelBands = { bands: number; fMinHz: number; fMaxHz: number; melScale: MelScale };

/**
 * Height of a frequency in a picture of `bands` equal rows, 0 at the bottom edge and 1 at the top. Band i has its
 * centre at mel_min + (i + 1) step with step = (mel_max - mel_min) / (bands + 1), and its row's centre is at
 * (i + 0.5) / bands, so the outermost half rows lie beyond f_min and f_max by half a step.
 */
export function melPosition(hz: number, { bands, fMinHz, fMaxHz, melScale }: MelBands): number {
  const low = hzToMel(fMinHz, melScale);
  const high = hzToMel(fMaxHz, melScale);
  const row = ((hzToMel(hz, melScale) - low) / (high - low)) * (bands + 1) - 1;
  return (row + 0.5) / bands;
}

/** The inverse of melPosition, limited to [fMinHz, fMaxHz]. */
export function melFrequency(position: number, { bands, fMinHz, fMaxHz, melScale }: MelBands): number {
  const low = hzToMel(fMinHz, melScale);
  const high = hzToMel(fMaxHz, melScale);
  const mel = low + ((position * bands - 0.5 + 1) / (bands + 1)) * (high - low);
  return Math.min(fMaxHz, Math.max(fMinHz, melToHz(mel, melScale)));
}
