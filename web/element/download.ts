// Offers bytes made here as a download.

export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has begun; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
