// Small ONNX files of others, written by hand: just enough protobuf for a chain of nodes with float weights.
import { concatenate, varint } from './protobuf.js';

type Attribute = { name: string; ints?: number[]; int?: number };
export type TinyNode = { op: string; inputs: string[]; output: string; attributes?: Attribute[] };
export type TinyModel = {
  input: { name: string; shape: (number | string)[] };
  output: { name: string; shape: (number | string)[] };
  nodes: TinyNode[];
  weights: { name: string; shape: number[]; values: number[] }[];
  opset?: number;
};

export function writeOnnx({ input, output, nodes, weights, opset = 17 }: TinyModel): Uint8Array<ArrayBuffer> {
  const graph = concatenate([
    ...nodes.map((node) => message(1, nodeBytes(node))),
    text(2, 'somebody’s'),
    ...weights.map(({ name, shape, values }) => message(5, concatenate([
      ...shape.map((size) => number(1, size)), number(2, 1), text(8, name), message(9, new Uint8Array(Float32Array.from(values).buffer)),
    ]))),
    message(11, valueInfo(input)),
    message(12, valueInfo(output)),
  ]);
  return concatenate([number(1, 8), text(2, 'somebody'), message(7, graph), message(8, number(2, opset))]);
}

/** A small CNN on log-mel frames: [1, 1, frames, bands] -> logits of three labels, by a formula. `op`: its activation. */
export function tinyCnn(op = 'Relu', bands = 40): Uint8Array<ArrayBuffer> {
  const values = (n: number, scale: number): number[] => Array.from({ length: n }, (_, i) => scale * Math.sin(1.7 * i + 0.3));
  return writeOnnx({
    input: { name: 'mel', shape: [1, 1, 'frames', bands] },
    output: { name: 'logits', shape: [1, 3] },
    nodes: [
      { op: 'Conv', inputs: ['mel', 'kernel'], output: 'conv', attributes: [{ name: 'kernel_shape', ints: [3, 3] }] },
      { op, inputs: ['conv'], output: 'active' },
      { op: 'GlobalAveragePool', inputs: ['active'], output: 'pooled' },
      { op: 'Flatten', inputs: ['pooled'], output: 'flat', attributes: [{ name: 'axis', int: 1 }] },
      { op: 'MatMul', inputs: ['flat', 'weight'], output: 'logits' },
    ],
    weights: [
      { name: 'kernel', shape: [4, 1, 3, 3], values: values(36, 0.05) },
      { name: 'weight', shape: [4, 3], values: values(12, 0.2) },
    ],
  });
}

function nodeBytes({ op, inputs, output, attributes = [] }: TinyNode): Uint8Array {
  return concatenate([
    ...inputs.map((name) => text(1, name)), text(2, output), text(3, output), text(4, op),
    ...attributes.map(({ name, ints, int }) => message(5, concatenate([
      text(1, name), ...(ints ?? []).map((value) => number(8, value)), ...(int === undefined ? [] : [number(3, int)]), number(20, ints ? 7 : 2),
    ]))),
  ]);
}

function valueInfo({ name, shape }: TinyModel['input']): Uint8Array {
  const dimensions = shape.map((size) => message(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  return concatenate([text(1, name), message(2, message(1, concatenate([number(1, 1), message(2, concatenate(dimensions))])))]);
}

function message(field: number, body: Uint8Array): Uint8Array {
  return concatenate([varint(field * 8 + 2), varint(body.length), body]);
}

function text(field: number, value: string): Uint8Array {
  return message(field, new TextEncoder().encode(value));
}

function number(field: number, value: number): Uint8Array {
  return concatenate([varint(field * 8), varint(value)]);
}
