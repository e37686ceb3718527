// The models that ship: what their cards say in words. Every figure comes from running them.

/**
 * @typedef {object} ShippedModel
 * @property {string} name folder and file; the experiment of tools/results/experiments.mjs that judges it has the same id
 * @property {string} version
 * @property {string} title
 * @property {string} description
 * @property {string} input
 * @property {string} network
 * @property {string} data with licences
 * @property {string} split
 * @property {string} chosen how the settings were found, and what that does to the figures
 * @property {string} limits
 * @property {number} [weightBits] significant bits of the stored weights; 12 unless told
 * @property {string[]} foreign sets of ../shared/data heard neither as labels nor as outliers
 * @property {string} [foreignNote] where that needs a word more
 */

export const licence = 'MIT for the model file; the data as named';

/** The threshold leaves this share of the clips decided. */
export const kept = 0.95;

const speechCommands = 'Google Speech Commands v0.01 (P. Warden), CC BY 4.0';
const esc10 = 'ESC-10 (K. J. Piczak, 2015), CC BY 3.0';
const instruments10 = 'FSDKaggle2018 (E. Fonseca et al.), CC BY 4.0';

/** @type {ShippedModel[]} */
export const models = [
  {
    name: 'digits',
    version: '4',
    title: 'Spoken digits (English)',
    description: 'Recognises one spoken English digit, zero to nine, in a clip or live, or says that it is none of them.',
    input: '8 kHz, 1 s: 40 mel bands from 60 Hz in dB of the trimmed word, averaged over 48 stretches of it',
    network: 'conv2d 32, three depthwise-separable blocks (68, 96, 124), mean over frequency, dense 10, weights averaged over the steps (recipe `spoken-digits`)',
    data: `Free Spoken Digit Dataset (Zohar Jackson et al.), CC BY-SA 4.0: 2,500 clips of 5 men, 8 kHz; 78 English digits of 38 other speakers from ${speechCommands}; 2,400 digits of 240 synthetic speakers (eSpeak NG; tools/results/voices.mjs; not those of the page's samples); began as a network for the Arabic Speech Commands digits (A. Ghandoura et al.), CC BY 4.0. None of these: 171 other words of Speech Commands and ${esc10}.`,
    split: 'Each of the 5 speakers left out once, 500 clips each; the shipped model is trained on all five.',
    chosen: 'About twenty variants of the recipe and of the synthetic speakers were compared on these same speakers, so the figure is a little optimistic.',
    // The model that the page starts with: seven bits keep its download small.
    weightBits: 7,
    limits: 'Five men and close microphones in the main set: expect less on women, children, other accents and noise. Clean single words; one word at a time.',
    foreign: ['arabic_digits', 'instruments10', 'medley_solos_mini', 'motor_bldc'],
    foreignNote: 'The network that this one began as had learnt the Arabic digits as labels.',
  },
  {
    name: 'digits-arabic',
    version: '3',
    title: 'Spoken digits (Arabic)',
    description: 'Recognises one spoken Arabic digit, zero to nine, or says that it is none of them. Labels are the English words.',
    input: '16 kHz, 1 s: 64 mel bands from 20 Hz in dB, window 25 ms, hop 10 ms',
    network: 'conv2d 32, four depthwise-separable blocks (56, 80, 104, 120), global mean, dense 10, weights averaged over the steps (recipe `spoken-digits-16k`)',
    data: `Arabic Speech Commands (A. Ghandoura, F. Hjabo, O. Al Dakkak, 2021), CC BY 4.0: 1,440 clips of 24 speakers. None of these: ${speechCommands}, and ${esc10}.`,
    split: '4 folds of 6 whole speakers; the shipped model is trained on all 24.',
    chosen: 'Six variants of the recipe (two front ends, two lengths of training, three networks, changes of what is heard) were compared on these same folds, so the figure may be slightly optimistic.',
    limits: 'Clips of one second with one word; 24 speakers. Background noise differs by speaker in the data and may help or hurt on other recordings.',
    foreign: ['fsdd', 'instruments10', 'medley_solos_mini', 'motor_bldc'],
  },
  {
    name: 'environment',
    version: '2',
    title: 'Sounds around us (10)',
    description: 'Tells ten everyday sounds apart: chainsaw, clock tick, crackling fire, crying baby, dog, helicopter, rain, rooster, sea waves, sneezing; or says that it is none of them.',
    input: '22.05 kHz, pieces of 2.5 s without digital silence: 64 mel bands from 20 Hz in dB',
    network: 'the mean of three networks of conv2d 32, four depthwise-separable blocks (64, 96, 128, 128), global mean, dense 10 (recipe `environment`)',
    data: `${esc10}, folds 1 to 4: 320 clips of freesound.org, authors in its ATTRIBUTION.csv; two clips are CC Sampling+ 1.0. None of these: ${speechCommands}, and 260 clips of instruments of ${instruments10}.`,
    split: 'Official folds 1 to 4, each the test part once; the shipped model is trained on all four.',
    chosen: 'About five variants of the recipe were compared on these same folds, so the figure may be slightly optimistic.',
    limits: '320 clips are few. Rain, sea waves and helicopters are confused most, and steady noise passes for them. One sound at a time.',
    foreign: ['fsdd', 'arabic_digits', 'medley_solos_mini', 'motor_bldc'],
  },
  {
    name: 'instruments',
    version: '3',
    title: 'Musical instruments (10)',
    description: 'Names the instrument of a note or phrase: acoustic guitar, bass drum, cello, clarinet, double bass, flute, hi-hat, saxophone, snare drum, violin; or says that it is none of them.',
    input: '22.05 kHz, pieces of 2 s at equal level without pauses: 64 mel bands from 30 Hz in dB',
    network: 'the mean of three networks of conv2d 32, four depthwise-separable blocks (64, 96, 128, 160), global mean, dense 10 (recipe `instruments`), which go on from one that had learnt 58 other sounds and words',
    data: `260 clips of ${instruments10}; 40 clips of Medley-solos-DB (V. Lostanlen, C.-E. Cella), CC BY 4.0; 1,198 synthetic clips (FluidSynth with FluidR3 GM and MuseScore General, MIT; tools/results/notes.mjs). Began as a network for the labels of Medley-solos-DB, ${esc10}, ${speechCommands} and Arabic Speech Commands (A. Ghandoura et al.), CC BY 4.0. None of these: ${speechCommands}, and ${esc10}.`,
    split: '5 folds of whole clips; the shipped model is trained on all of them. Clips of one uploader may be on both sides, which cannot be told from the data.',
    chosen: 'Ten other variants were judged on these same folds, so the figure may be slightly optimistic.',
    limits: 'Single instruments. Double bass and saxophone are missed most; labels of the data are only partly verified. Voices and machines often pass for an instrument: the table above says how often.',
    foreign: ['fsdd', 'motor_bldc'],
  },
];
