// One tab works on a project at a time: two would overwrite each other's changes.

/** Null when another tab has it; else how to let go. Where browsers have no locks there is nothing to ask. */
export async function lockProject(id: string): Promise<(() => void) | null> {
  if (typeof navigator === 'undefined' || !navigator.locks) return () => {};
  return new Promise((resolve) => {
    void navigator.locks.request(`earshot-project-${id}`, { ifAvailable: true }, (lock) => {
      if (!lock) {
        resolve(null);
        return undefined;
      }
      return new Promise<void>((release) => resolve(release));
    });
  });
}
