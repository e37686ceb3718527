// Clips to test with.
import type { ClipFacts, ClipRecord } from '../../../web/store/types.js';

export const facts: ClipFacts = { lengthS: 1, channels: 1, sampleRateHz: 16000, sampleWidthBytes: 2, dbfs: -20, peak: 0.5, pieces: 1, problem: null, warnings: [] };

export function clip(id: string, label: string, more: Partial<ClipRecord> = {}): ClipRecord {
  return { project: 'p', id, label, group: '', fold: '', excluded: false, hash: `hash of ${id}`, size: 10, origin: 'file', addedAt: 0, facts: null, ...more };
}
