// Feature extraction against Meyda and essentia.js in the browser, and against librosa's published figure natively.
import { attempt } from '../lib/attempt.mjs';
import { callInPage } from '../lib/browser.mjs';
import { median } from '../lib/statistics.mjs';

const mfcc = { sampleRate: 22050, nFft: 2048, hop: 512, nMels: 40, nMfcc: 13 };
const logmel = { sampleRate: 16000, nFft: 1024, hop: 512, nMels: 64, nMfcc: 20 };
const names = { mfcc: '13 MFCC, 40 mel, n_fft 2048, hop 512, 22.05 kHz', logmel: '64-mel log-mel, n_fft 1024, hop 512, 16 kHz' };

/**
 * What two implementations of one definition must have in common. Meyda rounds the corners of its filters to whole bins
 * and takes log(1 + x) of a symmetric window's spectrum, so its numbers are near ours and not the same; essentia.js
 * computes the same definition.
 */
const agreement = { meyda: { lowestCorrelation: 0.9, relativeDifference: 0.35 }, essentia: { lowestCorrelation: 0.999, relativeDifference: 0.02 } };
const reaches = { meyda: 50, essentia: 100 };
const peerNames = { meyda: 'Meyda', essentia: 'essentia.js' };

/** @type {import('../lib/types.mjs').Row} */
export const featuresRow = {
  name: 'features',
  async measure({ url, quick, runs }) {
    const seconds = quick ? 10 : 60;
    const measures = [];
    for (const kind of /** @type {const} */ (['mfcc', 'logmel'])) {
      for (const peer of /** @type {const} */ (['meyda', 'essentia'])) {
        const title = `${names[kind]}, ${seconds} s`;
        measures.push(...await attempt(`${title}, ${peerNames[peer]}`, async () => {
          const parameters = kind === 'mfcc' ? mfcc : logmel;
          const found = await callInPage(url, 'features.js', 'againstPeer', { peer, kind, parameters, seconds, runs });
          const { lowestCorrelation, relativeDifference, frames, ourFrames } = found.check;
          const limit = agreement[peer];
          const agree = lowestCorrelation >= limit.lowestCorrelation && relativeDifference <= limit.relativeDifference && frames === ourFrames;
          const ratio = median(found.peer) / median(found.ours);
          return {
            measure: title, unit: 'ms', ours: found.ours, peer: peerNames[peer], peerRuns: found.peer, ratio,
            reach: `>= ${reaches[peer]} x as fast`, met: agree && ratio >= reaches[peer],
            check: `${frames} frames each; correlation over time at least ${lowestCorrelation.toFixed(4)} in every column, difference ${(100 * relativeDifference).toFixed(2)} % of the variation${agree ? '' : ': THEY DISAGREE'}`,
          };
        }));
      }
    }
    return measures;
  },
};

/** Of the issue: librosa 0.11 on the machine where a scalar KissFFT frame of 1024 samples took this long natively. */
const reference = { librosaUs: 30, kissfftUs: 6.6 };

/** @type {import('../lib/types.mjs').Row} */
export const librosaRow = {
  name: 'librosa',
  async measure({ native, clip, config, quick }) {
    const settings = { sample_rate: 16000, kind: 'mfcc', n_fft: 1024, hop_length: 512, n_mels: 64, n_mfcc: 20 };
    const features = await native('features', config('librosa', settings), await clip(quick ? 10 : 60, 16000));
    const kissfft = await native('kissfft', '1024');
    const ours = features.ms.map((/** @type {number} */ ms) => (1000 * ms) / features.frames);
    // This machine may be faster or slower than the reference's: its own scalar frame says by how much.
    const scaled = (reference.librosaUs * 1000 * median(kissfft.ms)) / reference.kissfftUs;
    const ratio = scaled / median(ours);
    return [{
      measure: 'a frame of 64 mel + 20 MFCC, n_fft 1024, native, one thread', unit: 'us', ours, ratio,
      peer: 'librosa 0.11 (published figure, not run here)', peerRuns: [scaled], reach: '>= 3 x as fast', met: ratio >= 3,
      check: 'features equal librosa 0.11\'s reference values within 1e-4 (C++ tests)',
      note: `librosa cannot be installed here. The published figure is ${reference.librosaUs} us a frame where a scalar KissFFT frame takes ${reference.kissfftUs} us; here that frame takes ${(1000 * median(kissfft.ms)).toFixed(2)} us, so the figure counts as ${scaled.toFixed(1)} us. Against the figure as published we are ${(reference.librosaUs / median(ours)).toFixed(1)} x as fast.`,
    }];
  },
};
