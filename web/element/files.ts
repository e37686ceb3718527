// Files out of drops, pastes and pickers, folders included.

/** Extensions a folder is searched for; single files are taken whatever they are called. */
const SOUND = /\.(wav|wave|mp3|flac|ogg|oga|opus|m4a|mp4|aac|aif|aiff|weba|webm|rf64|w64)$/i;

export const ACCEPT = 'audio/*,.wav,.mp3,.flac,.ogg,.oga,.opus,.m4a,.aac,.aif,.aiff,.weba';

export function isModelFile(file: File): boolean {
  return /\.onnx$/i.test(file.name);
}

/** What an export of Teachable Machine is made of, and the archive it is downloaded as. */
const EXPORT_MODEL = /(^|\/)model[^/]*\.json$/i;
const EXPORT_PART = /(^|\/)((model|metadata)[^/]*\.json|[^/]*\.bin)$/i;
const ARCHIVE = /\.zip$/i;

/** A file with its path inside the folder it came from. */
export type NamedFile = { name: string; file: File };

/** Files of an input element or a paste; of a folder only the sounds and what may be a model, in natural order. */
export function fromFileList(files: Iterable<File>): NamedFile[] {
  const named = [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  return inOrder(named.filter(({ name, file }) => !file.webkitRelativePath || isWanted(name)));
}

/** The files of one export, and the sounds beside them. Without a model.json or an archive there is no export. */
export function separateExport(files: readonly NamedFile[]): { parts: File[]; sounds: NamedFile[] } {
  const isExport = files.some(({ name }) => EXPORT_MODEL.test(name) || ARCHIVE.test(name));
  const isPart = ({ name }: NamedFile): boolean => EXPORT_PART.test(name) || (isExport && ARCHIVE.test(name));
  return {
    parts: isExport ? files.filter(isPart).map(({ file }) => file) : [],
    // A lone part out of a folder is none of our business; one that was chosen by itself gets its sentence as a sound.
    sounds: files.filter((named) => !isPart(named) || (!isExport && !named.name.includes('/'))),
  };
}

function isWanted(name: string): boolean {
  return SOUND.test(name) || EXPORT_PART.test(name);
}

/** Everything dropped. Must be called inside the event: the browser empties the DataTransfer afterwards. */
export async function fromDataTransfer(transfer: DataTransfer): Promise<NamedFile[]> {
  const loose: NamedFile[] = [];
  const folders: FileSystemDirectoryEntry[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) {
      folders.push(entry as FileSystemDirectoryEntry);
    } else {
      const file = item.getAsFile();
      if (file) loose.push({ name: file.name, file });
    }
  }
  const nested = await Promise.all(folders.map((folder) => filesBelow(folder, folder.name)));
  return [...loose, ...inOrder(nested.flat())];
}

async function filesBelow(folder: FileSystemDirectoryEntry, path: string): Promise<NamedFile[]> {
  const found: NamedFile[] = [];
  for (const entry of await entriesOf(folder)) {
    const name = `${path}/${entry.name}`;
    if (entry.isDirectory) found.push(...(await filesBelow(entry as FileSystemDirectoryEntry, name)));
    else if (isWanted(entry.name)) found.push({ name, file: await fileOf(entry as FileSystemFileEntry) });
  }
  return found;
}

/** readEntries returns a batch (100 in Chromium) and wants to be called until it returns none. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return entries;
    entries.push(...batch);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function inOrder(files: NamedFile[]): NamedFile[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return files.sort((a, b) => collator.compare(a.name, b.name));
}
