// Windowed-sinc resampling by evaluating the kernel at each output sample: slow, simple, good enough for making clips.

/**
 * @param {Float32Array} samples
 * @param {number} from Hz
 * @param {number} to Hz
 */
export function resample(samples, from, to) {
  const cutoff = 0.95 * Math.min(1, to / from); // of the input's Nyquist frequency
  const radius = Math.ceil(32 / cutoff); // 32 zero crossings a side
  const out = new Float32Array(Math.floor((samples.length * to) / from));
  for (let i = 0; i < out.length; i++) {
    const centre = (i * from) / to;
    let sum = 0;
    for (let j = Math.max(0, Math.ceil(centre - radius)); j <= Math.min(samples.length - 1, Math.floor(centre + radius)); j++) {
      const x = j - centre;
      const hann = 0.5 + 0.5 * Math.cos((Math.PI * x) / radius);
      const phase = Math.PI * cutoff * x;
      sum += (samples[j] ?? 0) * hann * cutoff * (phase === 0 ? 1 : Math.sin(phase) / phase);
    }
    out[i] = sum;
  }
  return out;
}
