// What a clip's file says about itself, one fact a row (systems B).
import { html, type TemplateResult } from 'lit';
import type { Formatter } from './format.js';
import type { MetadataStrings } from './strings.js';

export type ClipFacts = {
  format: string;
  channels: number;
  sampleWidthBytes: number | null;
  frameRateHz: number;
  frameWidthBytes: number | null;
  frameCount: number;
  lengthS: number;
  dbfs: number;
};

export function metadataRows(file: string, facts: ClipFacts, strings: MetadataStrings, format: Formatter): [string, string][] {
  const bytes = (count: number | null): string => (count === null ? strings.factUnknown : format.bytes(count));
  return [
    [strings.factFile, file],
    [strings.factFormat, facts.format],
    [strings.factChannels, format.integer(facts.channels)],
    [strings.factSampleWidth, bytes(facts.sampleWidthBytes)],
    [strings.factFrameRate, `${format.integer(facts.frameRateHz)} Hz`],
    [strings.factFrameWidth, bytes(facts.frameWidthBytes)],
    [strings.factLength, `${format.decimal(facts.lengthS, 3)} s`],
    [strings.factFrameCount, format.integer(facts.frameCount)],
    [strings.factLevel, format.decibel(facts.dbfs, 'dBFS')],
  ];
}

export function metadataTable(file: string, facts: ClipFacts, strings: MetadataStrings, format: Formatter): TemplateResult {
  return html`<table class="facts">
    <tbody>
      ${metadataRows(file, facts, strings, format).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
    </tbody>
  </table>`;
}
