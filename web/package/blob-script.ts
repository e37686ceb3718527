// A script whose text is at hand, as an address: for pages into which no bundler put the file, and for scripts of another origin,
// from which no worker may start.

/** Runs `use` with the address and forgets it afterwards. */
export async function withScript<T>(text: string, use: (url: string) => T | Promise<T>): Promise<T> {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return await use(url);
  } finally {
    // A worker fetches its script after its constructor has returned, so its address lives on for a while.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}
