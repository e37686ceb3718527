// What an import takes, by name: sounds, and the tables that say what they are.

const SOUND = /\.(wav|wave|mp3|flac|ogg|oga|opus|m4a|mp4|aac|aif|aiff|weba|webm|rf64|w64)$/i;
const TABLE = /\.(csv|tsv)$/i;
const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;
/** What macOS adds to archives, and other hidden files. */
const HIDDEN = /(^|\/)(\.|__MACOSX\/)/;

export type FileKind = 'sound' | 'table' | 'archive' | 'other';

export function kindOf(path: string): FileKind {
  if (HIDDEN.test(path)) return 'other';
  if (SOUND.test(path)) return 'sound';
  if (TABLE.test(path)) return 'table';
  return ARCHIVE.test(path) ? 'archive' : 'other';
}

export function isArchive(name: string): boolean {
  return kindOf(name) === 'archive';
}

/** "a//b/../c" and "./a" as paths mean them; '' for one that leaves its archive. */
export function tidyPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replace(/\\/g, '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return '';
  }
  return parts.join('/');
}
