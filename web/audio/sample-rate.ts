// The sample rate a compressed file was made at, from its headers. Browsers decode to whatever rate they are asked
// for and do not tell the file's own, so it has to be read before: resampling twice would change the features.
import { Bytes } from './bytes.js';
import { type FileFormat, id3v2Size } from './sniff.js';

/** `head`: the first bytes of the file, `tail` its last: MP4 often has its index there. Null: not found. */
export function sampleRateOf(format: FileFormat, head: Uint8Array, tail: Uint8Array = new Uint8Array(0)): number | null {
  const rate = read(format, head, tail);
  return rate !== undefined && rate >= 1 && rate <= 768_000 ? Math.round(rate) : null;
}

function read(format: FileFormat, head: Uint8Array, tail: Uint8Array): number | undefined {
  switch (format) {
    case 'FLAC':
      return flacRate(new Bytes(head), id3v2Size(head));
    case 'Ogg':
      return oggRate(new Bytes(head));
    case 'MP3':
      return mp3Rate(new Bytes(head), id3v2Size(head));
    case 'AAC':
      return adtsRate(new Bytes(head), id3v2Size(head));
    case 'MP4':
      return mp4Rate(new Bytes(head)) ?? mp4Rate(new Bytes(tail));
    case 'WebM':
      return webmRate(new Bytes(head));
    case 'AIFF':
      return aiffRate(new Bytes(head));
    case 'CAF':
      // Core Audio Format: 8 bytes, then the desc chunk (12 of header), which begins with the rate.
      return new Bytes(head).is('desc', 8) ? new Bytes(head).f64(20) : undefined;
    case 'AMR':
      return new Bytes(head).is('#!AMR-WB') ? 16000 : 8000;
    case 'WAV':
    case 'unknown':
      return undefined;
  }
}

/** STREAMINFO is always the first metadata block; its rate is 20 bits at byte 10 (RFC 9639, 8.2). */
function flacRate(bytes: Bytes, start: number): number | undefined {
  const word = bytes.u32(start + 4 + 4 + 10);
  return bytes.is('fLaC', start) && word !== undefined ? word >>> 12 : undefined;
}

/** The identification header begins the first page's only packet: after 27 bytes and one of segment table. */
function oggRate(bytes: Bytes): number | undefined {
  const packet = 27 + (bytes.u8(26) ?? 0);
  if (bytes.is('\x01vorbis', packet)) return bytes.u32(packet + 12, true);
  // Opus always decodes at 48 kHz; the header's rate only tells what went into the encoder (RFC 7845, 5.1).
  if (bytes.is('OpusHead', packet)) return 48000;
  if (bytes.is('\x7fFLAC', packet)) return flacRate(bytes, packet + 9);
  if (bytes.is('Speex   ', packet)) return bytes.u32(packet + 36, true);
  return undefined;
}

const mpeg1Rates = [44100, 48000, 32000];

/** ISO 11172-3 and 13818-3: version in bits 19-20 of the frame header, rate index in bits 10-11. */
function mp3Rate(bytes: Bytes, start: number): number | undefined {
  // Some taggers pad behind the tag; two headers a frame apart would be surer, but a rate is all that is asked.
  const searchEnd = Math.min(bytes.length, start + 64 * 1024);
  for (let offset = start; offset + 4 <= searchEnd; offset++) {
    const header = bytes.u32(offset) ?? 0;
    if (header >>> 21 !== 0x7ff) continue;
    const version = (header >>> 19) & 3;
    const layer = (header >>> 17) & 3;
    const bitrate = (header >>> 12) & 15;
    const rate = mpeg1Rates[(header >>> 10) & 3];
    if (version === 1 || layer === 0 || bitrate === 15 || rate === undefined) continue;
    // 3: MPEG 1, 2: MPEG 2 (half), 0: MPEG 2.5 (a quarter).
    return version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
  }
  return undefined;
}

/** MPEG-4 sampling frequency index (ISO 14496-3, table 1.18). */
const mpeg4Rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

function adtsRate(bytes: Bytes, start: number): number | undefined {
  return mpeg4Rates[((bytes.u8(start + 2) ?? 0xff) >>> 2) & 15];
}

/**
 * The timescale of the audio track's media header is its sample rate by convention (ISO 14496-12, 8.4.2). A file with
 * pictures has several tracks: the one whose handler is 'soun' counts. The boxes are searched by name, because the
 * tail of a file does not begin at a box.
 */
function mp4Rate(bytes: Bytes): number | undefined {
  const named = (name: string): number[] => [...name].map((c) => c.charCodeAt(0));
  for (let at = bytes.indexOf(named('mdhd')); at >= 0; at = bytes.indexOf(named('mdhd'), at + 4)) {
    const handler = bytes.indexOf(named('hdlr'), at);
    if (handler < 0 || !bytes.is('soun', handler + 12)) continue;
    // Version 1 has 64-bit times before the timescale.
    return bytes.u32(at + 4 + (bytes.u8(at + 4) === 1 ? 4 + 16 : 4 + 8));
  }
  return undefined;
}

/** SamplingFrequency (0xB5) in the audio settings (0xE1) of a track entry (Matroska, 5.1.4.1.29.1). */
function webmRate(bytes: Bytes): number | undefined {
  for (let audio = bytes.indexOf([0xe1]); audio >= 0; audio = bytes.indexOf([0xe1], audio + 1)) {
    const size = bytes.u8(audio + 1);
    // A one-byte size, as it is for these few fields.
    if (size === undefined || size < 0x80) continue;
    const end = audio + 2 + (size & 0x7f);
    for (let offset = audio + 2; offset < end; ) {
      const id = bytes.u8(offset);
      const length = (bytes.u8(offset + 1) ?? 0) & 0x7f;
      if (id === 0xb5) return length === 8 ? bytes.f64(offset + 2) : length === 4 ? bytes.f32(offset + 2) : undefined;
      // Ids 0x78B5 (output frequency), 0x6264 (bit depth) have two bytes.
      offset += (id !== undefined && id < 0x80 ? 3 + ((bytes.u8(offset + 2) ?? 0) & 0x7f) : 2 + length);
    }
  }
  return undefined;
}

/** COMM: channels (2), frames (4), bits (2), then the rate as an 80-bit extended float. */
function aiffRate(bytes: Bytes): number | undefined {
  for (let chunk = 12; chunk + 8 <= bytes.length; ) {
    const size = bytes.u32(chunk + 4) ?? 0;
    if (bytes.is('COMM', chunk)) {
      const exponent = ((bytes.u16(chunk + 16) ?? 0) & 0x7fff) - 16383;
      const mantissa = bytes.u32(chunk + 18);
      // The upper 32 of 64 mantissa bits hold every integer rate.
      return mantissa === undefined ? undefined : mantissa * 2 ** (exponent - 31);
    }
    chunk += 8 + size + (size % 2);
  }
  return undefined;
}
