// How much of the disk this site uses, and whether the browser may clear it by itself.

export type Space = { usedBytes: number; freeBytes: number; persistent: boolean };

/** Null where the browser does not say. */
export async function measureSpace(): Promise<Space | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    if (usage === undefined || quota === undefined) return null;
    return { usedBytes: usage, freeBytes: Math.max(0, quota - usage), persistent: await navigator.storage.persisted() };
  } catch {
    return null;
  }
}

/** Asks the browser to keep the data until the user deletes it; false when it will not say so. */
export async function keepStorage(): Promise<boolean> {
  try {
    return await navigator.storage.persist();
  } catch {
    return false;
  }
}
