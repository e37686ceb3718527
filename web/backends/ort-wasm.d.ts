// The bundler turns this import into the address of the file it has put beside the scripts.
declare module 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url' {
  const url: string;
  export default url;
}
