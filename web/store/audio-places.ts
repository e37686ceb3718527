// Which of the two places the sounds of a project lie in: the private file system, or records in IndexedDB where a browser has none
// for this page.
import type { AudioFolder } from './audio-folder.js';

export type Places = {
  openRecords(project: string): Promise<AudioFolder & { clear(): Promise<void>; close(): void }>;
  openFiles(project: string): Promise<AudioFolder>;
  dropFiles(project: string): Promise<void>;
};

export async function openAudioFolder(project: string, { openRecords, openFiles }: Places): Promise<AudioFolder> {
  const records = await openRecords(project);
  // Where its first sound went a project stays, also when a newer browser has private files.
  if (!hasPrivateFiles() || (await records.list()).length > 0) return records;
  try {
    const folder = await openFiles(project);
    records.close();
    return folder;
  } catch (error) {
    // A private window of Firefox. Other failures may pass, and must not split a project in two.
    if (error instanceof DOMException && error.name === 'SecurityError') return records;
    records.close();
    throw error;
  }
}

export async function dropAudioFolder(project: string, { openRecords, dropFiles }: Places): Promise<void> {
  const records = await openRecords(project);
  await records.clear();
  records.close();
  if (hasPrivateFiles()) await dropFiles(project);
}

function hasPrivateFiles(): boolean {
  // The types promise what not every browser has.
  return typeof (navigator as { storage?: Partial<StorageManager> }).storage?.getDirectory === 'function';
}
