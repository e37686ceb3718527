// Sounds of a project by the hash of their bytes, in the origin private file system. What cannot be written whole is
// removed again, so a file that is there is whole.

import type { AudioFolder } from './audio-folder.js';

const CHUNK_BYTES = 4 << 20;
const root = 'earshot-audio';

export async function openPrivateFolder(project: string): Promise<AudioFolder> {
  const storage = await navigator.storage.getDirectory();
  const all = await storage.getDirectoryHandle(root, { create: true });
  return new PrivateFolder(await all.getDirectoryHandle(project, { create: true }));
}

export async function dropPrivateFolder(project: string): Promise<void> {
  const storage = await navigator.storage.getDirectory();
  const all = await storage.getDirectoryHandle(root, { create: true });
  await all.removeEntry(project, { recursive: true }).catch(ignoreMissing);
}

class PrivateFolder implements AudioFolder {
  readonly #folder: FileSystemDirectoryHandle;

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  async has(hash: string): Promise<boolean> {
    return this.#folder.getFileHandle(hash).then(() => true, () => false);
  }

  async write(hash: string, blob: Blob): Promise<void> {
    const file = await this.#folder.getFileHandle(hash, { create: true });
    try {
      const access = await file.createSyncAccessHandle();
      try {
        access.truncate(0);
        for (let at = 0; at < blob.size; at += CHUNK_BYTES) {
          const bytes = new Uint8Array(await blob.slice(at, at + CHUNK_BYTES).arrayBuffer());
          const written = access.write(bytes, { at });
          // A full disk may also show as a short write.
          if (written < bytes.length) throw new DOMException('Short write', 'QuotaExceededError');
        }
      } finally {
        access.close();
      }
    } catch (error) {
      await this.remove(hash);
      throw error;
    }
  }

  async read(hash: string): Promise<Blob | null> {
    const file = await this.#folder.getFileHandle(hash).catch(() => null);
    return file ? file.getFile() : null;
  }

  async list(): Promise<string[]> {
    const names: string[] = [];
    for await (const name of (this.#folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
    return names;
  }

  async remove(hash: string): Promise<void> {
    await this.#folder.removeEntry(hash).catch(ignoreMissing);
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
}
