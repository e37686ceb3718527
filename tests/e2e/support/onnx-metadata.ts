// Changes one entry of an ONNX file's metadata_props and copies everything else byte for byte. Just enough protobuf:
// ModelProto.metadata_props is field 14, an entry has key = 1 and value = 2, all length-delimited.
import { concatenate, varint } from '../../web/support/protobuf.js';

const metadataProps = 14;
const lengthDelimited = 2;

export function withMetadata(model: Uint8Array, key: string, change: (value: string) => string): Uint8Array {
  let changed = 0;
  const parts = fieldsOf(model).map(({ number, wire, bytes, body }) => {
    if (number !== metadataProps || wire !== lengthDelimited) return bytes;
    const entry = fieldsOf(body);
    const text = (field: number): string => new TextDecoder().decode(entry.find((part) => part.number === field)?.body);
    if (text(1) !== key) return bytes;
    changed++;
    return field(metadataProps, concatenate([field(1, encode(key)), field(2, encode(change(text(2))))]));
  });
  if (changed !== 1) throw new Error(`The model has ${changed} entries ${key}.`);
  return concatenate(parts);
}

type Field = { number: number; wire: number; bytes: Uint8Array; body: Uint8Array };

function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const start = at;
    let tag: number;
    [tag, at] = readVarint(message, at);
    const wire = tag & 7;
    let body = message.subarray(at, at);
    if (wire === 0) [, at] = readVarint(message, at);
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      let length: number;
      [length, at] = readVarint(message, at);
      body = message.subarray(at, at + length);
      at += length;
    }
    fields.push({ number: tag >>> 3, wire, bytes: message.subarray(start, at), body });
  }
  return fields;
}

/** The value, exact up to 2^53, and where the next byte is. */
function readVarint(message: Uint8Array, at: number): [number, number] {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = message[at++];
    if (byte === undefined) throw new Error('The model ends inside a number.');
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return [value, at];
  }
}

function field(number: number, body: Uint8Array): Uint8Array {
  return concatenate([varint(number * 8 + lengthDelimited), varint(body.length), body]);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
