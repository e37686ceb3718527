// What the reader chose last time. Storage may be blocked; then choices last as long as the page.

export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(`earshot.${key}`);
  } catch {
    return null;
  }
}

export function writePreference(key: string, value: string): void {
  try {
    localStorage.setItem(`earshot.${key}`, value);
  } catch {
    // blocked or full
  }
}
