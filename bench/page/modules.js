// The two modules of ours, and ONNX Runtime Web, on one thread each.

/** @returns {Promise<any>} wasm/bench/bench_module.cpp */
export async function benchModule() {
  const { default: create } = await import('/module/earshot_bench.mjs');
  return create();
}

/** The module of the page. @returns {Promise<any>} */
export async function productModule() {
  const { default: create } = await import('/product/earshot.mjs');
  return create({ locateFile: (/** @type {string} */ name) => `/product/${name}` });
}

/** @returns {Promise<any>} */
export async function onnxRuntime() {
  const ort = await import('/peers/onnxruntime-web/dist/ort.wasm.bundle.min.mjs');
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = '/peers/onnxruntime-web/dist/';
  return ort;
}

/** @param {string} url */
export async function bytes(url) {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** What the module answered, or its sentence as an error. @param {any} made */
export function usable(made) {
  if (typeof made === 'string') throw new Error(made);
  return made;
}

/** What an export of the page's module answered. @param {any} result */
export function unwrap(result) {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** The same numbers for everybody: xorshift. @param {number} n @param {number} [seed] */
export function noise(n, seed = 1) {
  const out = new Float32Array(n);
  let state = seed * 2654435761 >>> 0 || 1;
  for (let i = 0; i < n; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out[i] = (state >>> 0) / 2 ** 31 - 1;
  }
  return out;
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function largestDifference(a, b) {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}
