// Which of the two places the sounds of a project lie in: the private file system, or records in IndexedDB where a browser has none
// for this page.
import type { AudioFolder } from './audio-folder.js';
import { dropPrivateFolder, openPrivateFolder } from './private-folder.js';
import { openRecordFolder } from './record-folder.js';

export async function openAudioFolder(project: string): Promise<AudioFolder> {
  const records = await openRecordFolder(project);
  // Where its first sound went a project stays, also when a newer browser has private files.
  if (!hasPrivateFiles() || (await records.list()).length > 0) return records;
  try {
    const folder = await openPrivateFolder(project);
    records.close();
    return folder;
  } catch (error) {
    // A private window of Firefox. Other failures may pass, and must not split a project in two.
    if (error instanceof DOMException && error.name === 'SecurityError') return records;
    records.close();
    throw error;
  }
}

export async function dropAudioFolder(project: string): Promise<void> {
  const records = await openRecordFolder(project);
  await records.clear();
  records.close();
  if (hasPrivateFiles()) await dropPrivateFolder(project);
}

function hasPrivateFiles(): boolean {
  // The types promise what not every browser has.
  return typeof (navigator as { storage?: Partial<StorageManager> }).storage?.getDirectory === 'function';
}
