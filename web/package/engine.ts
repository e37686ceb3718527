// One of the engine's programs, compiled for the worker: from its file, and where none arrives (a bundler that moves no files,
// a development server that answers with its start page) from the copy that is a module of the package.

const compiled = new Map<string, Promise<WebAssembly.Module | null>>();

/**
 * Once for each address, however many classifiers share it. `text`: the copy in base64; null where the caller named the address
 * and should hear that nothing is there. Null when nothing could be compiled: the worker then tries for itself and says why.
 */
export function compileEngine(url: string | URL, text: (() => Promise<string>) | null): Promise<WebAssembly.Module | null> {
  const address = String(url);
  const known = compiled.get(address);
  if (known) return known;
  const compiling = compileFile(address)
    .catch(async () => (text ? WebAssembly.compile(fromBase64(await text())) : null))
    .catch(() => null)
    .then((program) => {
      if (program === null) compiled.delete(address);
      return program;
    });
  compiled.set(address, compiling);
  return compiling;
}

async function compileFile(address: string): Promise<WebAssembly.Module> {
  // Node's fetch reads no files. Asked for in this way because a bundler would look for an imported module.
  if (address.startsWith('file:')) {
    const files = globalThis.process?.getBuiltinModule('node:fs/promises');
    if (files) return WebAssembly.compile(new Uint8Array(await files.readFile(new URL(address))));
  }
  const response = await fetch(address, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  if (response.headers.get('content-type')?.startsWith('application/wasm')) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
