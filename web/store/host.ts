// The worker's end of the store: files are read, unpacked, hashed and written here, off the page's thread.
import { zipEntries } from '../base/zip-reader.js';
import type { AudioFolder } from './audio-folder.js';
import { dropAudioFolder, openAudioFolder, type Places } from './audio-places.js';
import { StoreError, toStoreError } from './errors.js';
import { Feed } from './feed.js';
import { hashOf } from './hash.js';
import { importFiles } from './importer.js';
import { dropPrivateFolder, openPrivateFolder } from './private-folder.js';
import type { FromStore, SourceFile, StoreOperation, StoreOperations, StoreRequest, ToStore, ZipPart } from './protocol.js';
import { openRecordFolder } from './record-folder.js';
import { writeZip } from './zip-writer.js';

export type StoreEndpoint = { postMessage(message: FromStore): void; onmessage: ((event: MessageEvent<ToStore>) => void) | null };

type Context = { progress(value: unknown): void; cancelled(): boolean; files: AsyncIterable<SourceFile> };
type Handlers = { [K in StoreOperation]: (args: StoreOperations[K]['args'], context: Context) => Promise<StoreOperations[K]['result']> };

const places: Places = { openRecords: openRecordFolder, openFiles: openPrivateFolder, dropFiles: dropPrivateFolder };

const handlers: Handlers = {
  import: async ({ project, total }, context) => {
    await sweeping;
    return importFiles(await folderOf(project), context.files, total, context.progress, context.cancelled);
  },
  put: async ({ project, blob }) => {
    await sweeping;
    const folder = await folderOf(project);
    const hash = await hashOf(blob);
    if (!(await folder.has(hash))) await folder.write(hash, blob);
    return { hash, size: blob.size };
  },
  sweep: async ({ project, keep }) => {
    const work = sweep(project, new Set(keep));
    sweeping = work.then(() => {}, () => {});
    return { removed: await work };
  },
  drop: async ({ project }) => {
    folders.delete(project);
    await dropAudioFolder(project, places);
    return null;
  },
  zip: async ({ parts }, context) => zipOf(parts, context),
  unzip: async ({ file, paths }) => {
    const entries = (await zipEntries(file)).filter(({ path }) => paths.includes(path));
    return Promise.all(entries.map(async ({ path, read }) => ({ path, bytes: await read() })));
  },
  read: async ({ project, hash }) => (await folderOf(project)).read(hash),
};

/** What is being deleted must not be found to be there already, and then be gone. */
let sweeping: Promise<void> = Promise.resolve();

async function sweep(project: string, wanted: ReadonlySet<string>): Promise<number> {
  const folder = await folderOf(project);
  const unwanted = (await folder.list()).filter((hash) => !wanted.has(hash));
  for (const hash of unwanted) await folder.remove(hash);
  return unwanted.length;
}

const folders = new Map<string, AudioFolder>();

async function folderOf(project: string): Promise<AudioFolder> {
  let folder = folders.get(project);
  if (!folder) {
    try {
      folder = await openAudioFolder(project, places);
    } catch (error) {
      throw new StoreError('no-storage', 'This browser keeps no files for this page, perhaps because the window is private or the page is not secure (https).', {
        cause: error,
      });
    }
    folders.set(project, folder);
  }
  return folder;
}

/** In pieces of a few megabytes as blobs, which browsers keep on disk. */
async function zipOf(parts: readonly ZipPart[], { progress }: Context): Promise<Blob> {
  const pieces: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const close = (): void => {
    pieces.push(new Blob(open));
    open = [];
    size = 0;
  };
  const inputs = parts.map(({ path, source }) => ({
    path,
    read: async () => {
      if (source.kind === 'blob') return source.blob;
      const blob = await (await folderOf(source.project)).read(source.hash);
      if (!blob) throw new StoreError('file-gone', `The sound of ${path} is no longer in the browser's storage. Remove the clip or import it again.`);
      return blob;
    },
  }));
  await writeZip(inputs, (bytes) => {
    open.push(bytes as Uint8Array<ArrayBuffer>);
    size += bytes.length;
    if (size > 8 << 20) close();
  }, (done) => progress({ done, total: parts.length }));
  close();
  return new Blob(pieces, { type: 'application/zip' });
}

export function serveStore(endpoint: StoreEndpoint): void {
  const stopped = new Set<number>();
  const feeds = new Map<number, Feed<SourceFile>>();
  endpoint.onmessage = ({ data }) => {
    if (data.kind === 'files') {
      feeds.get(data.id)?.push(data.files, data.last);
    } else if (data.kind === 'cancel') {
      stopped.add(data.id);
      feeds.get(data.id)?.end();
    } else {
      void answer(data);
    }
  };
  const answer = async (request: StoreRequest): Promise<void> => {
    const { id } = request;
    const files = new Feed<SourceFile>();
    feeds.set(id, files);
    const context: Context = {
      files,
      progress: (value) => endpoint.postMessage({ kind: 'progress', id, value }),
      cancelled: () => stopped.has(id),
    };
    try {
      const handler = handlers[request.operation] as (args: unknown, context: Context) => Promise<unknown>;
      endpoint.postMessage({ kind: 'done', id, value: await handler(request.args, context) });
    } catch (error) {
      const { code, message } = toStoreError(error);
      endpoint.postMessage({ kind: 'failed', id, code, message });
    } finally {
      feeds.delete(id);
      stopped.delete(id);
    }
  };
}
