// The words that the plots and tables want, in whatever language: types only, so that a table of texts needs no view.
import type { RowStatus } from './clip-rows.js';

export type ClipPlotsStrings = {
  waveform: string;
  waveformTwin(peak: string): string;
  spectrogram: string;
  /** The loudest band of the clip, in words. */
  spectrogramTwin(loudest: string): string;
  segments: string;
  segmentsTwin: string;
  position: string;
  positionOf(at: string, duration: string): string;
};

export type ClipTableStrings = {
  columnFile: string;
  columnDuration: string;
  columnLabel: string;
  columnScore: string;
  columnStatus: string;
  noneOfThese: string;
  status: Record<RowStatus, string>;
  tableCaption: string;
};

export type MetadataStrings = {
  factFile: string;
  factFormat: string;
  factChannels: string;
  factSampleWidth: string;
  factFrameRate: string;
  factFrameWidth: string;
  factLength: string;
  factFrameCount: string;
  factLevel: string;
  /** A compressed file has no fixed sample width. */
  factUnknown: string;
};
