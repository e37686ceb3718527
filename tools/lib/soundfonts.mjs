/** What FluidSynth plays with: General MIDI sounds, both under the MIT licence, as Debian packages them. */
export const soundfonts = [
  { package: 'fluid-soundfont-gm', path: '/usr/share/sounds/sf2/FluidR3_GM.sf2' },
  { package: 'musescore-general-soundfont', path: '/usr/share/sounds/sf3/MuseScore_General_Full.sf3' },
];
