// Which kind of audio file this is, by its first bytes: names and MIME types lie.
import { Bytes } from './bytes.js';

export type FileFormat = 'WAV' | 'FLAC' | 'Ogg' | 'MP3' | 'AAC' | 'MP4' | 'WebM' | 'AIFF' | 'CAF' | 'AMR' | 'unknown';

/** `head`: 16 bytes suffice, except behind an ID3 tag, where FLAC, AAC and MP3 look alike until the tag's end. */
export function sniffFormat(head: Uint8Array): FileFormat {
  const bytes = new Bytes(head);
  // RIFX is big-endian RIFF: the core tells the user so.
  if (['RIFF', 'RF64', 'BW64', 'RIFX'].some((tag) => bytes.is(tag)) && bytes.is('WAVE', 8)) return 'WAV';
  if (bytes.is('FORM') && (bytes.is('AIFF', 8) || bytes.is('AIFC', 8))) return 'AIFF';
  if (bytes.is('OggS')) return 'Ogg';
  if (bytes.is('ftyp', 4)) return 'MP4';
  if (bytes.is('caff')) return 'CAF';
  if (bytes.is('#!AMR')) return 'AMR';
  if (bytes.u32(0) === 0x1a45dfa3) return 'WebM';

  const start = id3v2Size(head);
  if (bytes.is('fLaC', start)) return 'FLAC';
  // ADTS and MPEG audio share the 11-bit sync; ADTS has layer bits 00, which MPEG audio reserves.
  const sync = bytes.u16(start);
  if (sync !== undefined && (sync & 0xfff6) === 0xfff0) return 'AAC';
  if (sync !== undefined && (sync & 0xffe0) === 0xffe0 && (sync & 0x0006) !== 0) return 'MP3';
  return start > 0 ? 'MP3' : 'unknown';
}

/** Bytes of the ID3v2 tag at the start, with its header and footer; 0 without one. */
export function id3v2Size(head: Uint8Array): number {
  const bytes = new Bytes(head);
  if (!bytes.is('ID3')) return 0;
  let size = 0;
  for (let offset = 6; offset < 10; offset++) size = size * 128 + ((bytes.u8(offset) ?? 0) & 0x7f);
  const hasFooter = ((bytes.u8(5) ?? 0) & 0x10) !== 0;
  return 10 + size + (hasFooter ? 10 : 0);
}
