// Reading of binary headers: bounds are checked, and what lies outside is undefined instead of a thrown error.

export class Bytes {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#view.byteLength;
  }

  u8(offset: number): number | undefined {
    return this.#has(offset, 1) ? this.#view.getUint8(offset) : undefined;
  }

  u16(offset: number, littleEndian = false): number | undefined {
    return this.#has(offset, 2) ? this.#view.getUint16(offset, littleEndian) : undefined;
  }

  u32(offset: number, littleEndian = false): number | undefined {
    return this.#has(offset, 4) ? this.#view.getUint32(offset, littleEndian) : undefined;
  }

  f64(offset: number): number | undefined {
    return this.#has(offset, 8) ? this.#view.getFloat64(offset) : undefined;
  }

  f32(offset: number): number | undefined {
    return this.#has(offset, 4) ? this.#view.getFloat32(offset) : undefined;
  }

  /** Whether the ASCII characters of `text` stand at `offset`. */
  is(text: string, offset = 0): boolean {
    if (!this.#has(offset, text.length)) return false;
    for (let i = 0; i < text.length; i++) {
      if (this.#view.getUint8(offset + i) !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Where `pattern` begins at or after `from`; -1 when nowhere. */
  indexOf(pattern: readonly number[], from = 0): number {
    for (let start = from; start + pattern.length <= this.length; start++) {
      if (pattern.every((byte, i) => this.#view.getUint8(start + i) === byte)) return start;
    }
    return -1;
  }

  #has(offset: number, size: number): boolean {
    return offset >= 0 && offset + size <= this.length;
  }
}
