// What a drop or a picker holds, with paths: sounds, tables and archives, in whatever folders. What they mean is the core's
// business, so nothing is left out here by name.
export type PickedFile = { path: string; file: File };

/** Of a file input; with webkitdirectory the path begins with the chosen folder. */
export function pickedFiles(files: Iterable<File>): PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Must be called inside the event: the browser empties the DataTransfer afterwards. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries: FileSystemEntry[] = [];
  const loose: PickedFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = entry?.isDirectory ? null : item.getAsFile();
    if (file) loose.push({ path: file.name, file });
    else if (entry) entries.push(entry);
  }
  const found: PickedFile[] = [...loose];
  for (const entry of entries) await walk(entry, entry.name, found);
  return found;
}

async function walk(entry: FileSystemEntry, path: string, found: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A batch at a time (100 in Chromium), until there is none.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, `${path}/${child.name}`, found);
  }
}
