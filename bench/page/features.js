// Features of one clip: the page's module, Meyda and essentia.js, with the same parameters, on the same samples.
import { noise, productModule, unwrap } from './modules.js';
import { timeCalls } from './timing.js';

/**
 * Noise whose level and colour move, and a few rising tones: something in every band, and all of it far above Meyda's
 * log(1 + x).
 * @param {number} length @param {number} sampleRate
 */
export function testClip(length, sampleRate) {
  const white = noise(length, 7);
  const out = new Float32Array(length);
  let low = 0;
  for (let i = 0; i < length; i++) {
    const t = i / sampleRate;
    low += 0.2 * ((white[i] ?? 0) - low);
    const colour = 0.5 + 0.5 * Math.sin(2 * Math.PI * 0.37 * t);
    const level = 0.55 + 0.45 * Math.sin(2 * Math.PI * 1.3 * t);
    const tone = Math.sin(2 * Math.PI * (200 + 40 * (t % 10)) * t) + Math.sin(2 * Math.PI * 1700 * t);
    out[i] = 0.3 * level * ((1 - colour) * (white[i] ?? 0) + 2 * colour * low) + 0.1 * tone;
  }
  return out;
}

/** Extracts with the page's module: staging, features and the copy out. */
function ours(module, config, clip) {
  const json = JSON.stringify(config);
  return () => {
    const job = unwrap(module.open_features(json, 1, config.sample_rate));
    unwrap(module.stage_floats(clip.length)).set(clip);
    unwrap(job.accept(clip.length));
    const result = unwrap(job.finish());
    job.delete();
    return result;
  };
}

function repeat(work) {
  return (calls) => {
    for (let i = 0; i < calls; i++) work();
  };
}

/** Frames without padding, as both peers cut them. */
function frameCount(length, nFft, hop) {
  return 1 + Math.floor((length - nFft) / hop);
}

async function script(url) {
  await new Promise((loaded, failed) => {
    const element = document.createElement('script');
    Object.assign(element, { src: url, onload: loaded, onerror: () => failed(new Error(`${url} cannot be loaded.`)) });
    document.head.append(element);
  });
}

/** Row-major [frames, columns] of the peer's definition, beside a configuration of ours that means the same. */
async function meyda(kind, { sampleRate, nFft, hop, nMels, nMfcc }, clip) {
  await script('/peers/meyda/dist/web/meyda.min.js');
  const Meyda = /** @type {any} */ (globalThis).Meyda;
  Object.assign(Meyda, { bufferSize: nFft, sampleRate, melBands: nMels, numberOfMFCCCoefficients: nMfcc });
  const feature = kind === 'mfcc' ? 'mfcc' : 'melBands';
  const columns = kind === 'mfcc' ? nMfcc : nMels;
  const frames = frameCount(clip.length, nFft, hop);
  const extract = () => {
    const out = new Float32Array(frames * columns);
    for (let i = 0; i < frames; i++) out.set(Meyda.extract(feature, clip.subarray(i * hop, i * hop + nFft)), i * columns);
    return out;
  };
  // Its cosine transform is 2 * sum, without the orthonormal factors.
  const scale = (column) => (kind === 'mfcc' ? 0.5 * Math.sqrt((column === 0 ? 1 : 2) / nMels) : 1);
  return { extract, columns, scale, same: { mel_scale: 'htk', mel_norm: 'none', log_scale: 'natural' } };
}

async function essentia(kind, { sampleRate, nFft, hop, nMels, nMfcc }, clip) {
  const { EssentiaWASM } = await import('/peers/essentia.js/dist/essentia-wasm.es.js');
  const { default: Essentia } = await import('/peers/essentia.js/dist/essentia.js-core.es.js');
  const essentia = new Essentia(EssentiaWASM);
  const columns = kind === 'mfcc' ? nMfcc : nMels;
  const frames = frameCount(clip.length, nFft, hop);
  const bins = nFft / 2 + 1;
  const nyquist = sampleRate / 2;
  const extract = () => {
    const out = new Float32Array(frames * columns);
    for (let i = 0; i < frames; i++) {
      const frame = essentia.arrayToVector(clip.subarray(i * hop, i * hop + nFft));
      const windowed = essentia.Windowing(frame, false, nFft, 'hann', 0, false).frame;
      const spectrum = essentia.Spectrum(windowed, nFft).spectrum;
      if (kind === 'mfcc') {
        const { bands, mfcc } = essentia.MFCC(spectrum, 2, nyquist, bins, 0, 'dbpow', 0, 'unit_tri', nMels, nMfcc, sampleRate, 1e-10, 'power', 'slaneyMel', 'linear');
        out.set(essentia.vectorToArray(mfcc), i * columns);
        bands.delete();
        mfcc.delete();
      } else {
        const { bands } = essentia.MelBands(spectrum, nyquist, bins, false, 0, 'unit_tri', nMels, sampleRate, 'power', 'slaneyMel', 'linear');
        const values = essentia.vectorToArray(bands);
        for (let band = 0; band < nMels; band++) out[i * columns + band] = 10 * Math.log10(Math.max(values[band] ?? 0, 1e-10));
        bands.delete();
      }
      for (const vector of [frame, windowed, spectrum]) vector.delete();
    }
    return out;
  };
  return { extract, columns, scale: () => 1, same: { mel_scale: 'slaney', mel_norm: 'slaney', log_scale: 'db' } };
}

/**
 * How far two matrices agree: the correlation of each column over time, the lowest, and the root mean square of the
 * difference beside that of the values' deviation from their mean.
 */
function compare(a, b, columns, scale) {
  const frames = Math.min(a.length, b.length) / columns;
  let lowest = 1;
  let difference = 0;
  let variation = 0;
  for (let column = 0; column < columns; column++) {
    const x = [];
    const y = [];
    for (let i = 0; i < frames; i++) {
      x.push(a[i * columns + column]);
      y.push(b[i * columns + column] * scale(column));
    }
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [mx, my] = [mean(x), mean(y)];
    let [xx, yy, xy] = [0, 0, 0];
    for (let i = 0; i < frames; i++) {
      xx += (x[i] - mx) ** 2;
      yy += (y[i] - my) ** 2;
      xy += (x[i] - mx) * (y[i] - my);
      difference += (x[i] - y[i]) ** 2;
    }
    lowest = Math.min(lowest, xy / Math.sqrt(xx * yy));
    variation += xx;
  }
  return { lowestCorrelation: lowest, relativeDifference: Math.sqrt(difference / variation), frames };
}

/**
 * @param {{peer: 'meyda' | 'essentia', kind: 'mfcc' | 'logmel', parameters: any, seconds: number, runs: number}} options
 */
export async function againstPeer({ peer, kind, parameters, seconds, runs }) {
  const { sampleRate, nFft, hop, nMels, nMfcc } = parameters;
  const clip = testClip(seconds * sampleRate, sampleRate);
  const module = await productModule();
  const other = await (peer === 'meyda' ? meyda : essentia)(kind, parameters, clip);
  const config = { sample_rate: sampleRate, kind, n_fft: nFft, hop_length: hop, n_mels: nMels, n_mfcc: nMfcc, center: false, top_db: -1, ...other.same };
  const extract = ours(module, config, clip);
  const mine = extract();
  const check = { ...compare(mine.values, other.extract(), other.columns, other.scale), ourFrames: mine.frames };
  const times = await timeCalls({ ours: repeat(extract), peer: repeat(other.extract) }, { runs, stretches: 9 });
  return { ...times, check };
}

/** Milliseconds of the page's module for clips of several lengths. @param {{config: any, seconds: number[], runs: number}} options */
export async function growth({ config, seconds, runs }) {
  const module = await productModule();
  const rows = [];
  for (const length of seconds) {
    const clip = testClip(length * config.sample_rate, config.sample_rate);
    const { ms } = await timeCalls({ ms: repeat(ours(module, config, clip)) }, { runs, stretches: 5 });
    rows.push({ seconds: length, ms });
  }
  return rows;
}
