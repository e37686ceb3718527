// One name for the bytes of a clip, by which copies are found. A large file is hashed in parts, so that it is never in
// memory as a whole.

const PART_BYTES = 16 << 20;
const HEX_DIGITS = 32;

/** SHA-256, of a large file that of the SHA-256 of its parts; 128 bits of it in hexadecimal. */
export async function hashOf(blob: Blob): Promise<string> {
  const digests: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < blob.size; at += PART_BYTES) {
    digests.push(await sha256(await blob.slice(at, at + PART_BYTES).arrayBuffer()));
  }
  const whole = digests.length === 1 ? (digests[0] as Uint8Array) : await joined(digests);
  return [...whole].map((byte) => byte.toString(16).padStart(2, '0')).join('').slice(0, HEX_DIGITS);
}

async function joined(digests: readonly Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(digests.length * 32);
  digests.forEach((digest, i) => all.set(digest, i * 32));
  return sha256(all.buffer);
}

async function sha256(bytes: ArrayBuffer): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
