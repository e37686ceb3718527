// The classifying module's program, compiled on the page's side while a worker is still starting. A compiled program can
// be sent to workers and is shared by them; whatever goes wrong here, the worker fetches and compiles for itself.

export const programUrl = (): string => new URL('./generated/earshot.wasm', import.meta.url).href;

const compiled = new Map<string, Promise<WebAssembly.Module | null>>();

/** `url` null: the file that lies beside this script. Null when it cannot be compiled here. */
export function compileProgram(url: string | null): Promise<WebAssembly.Module | null> {
  const address = url ?? programUrl();
  const known = compiled.get(address);
  if (known) return known;
  const compiling = compile(address).catch(() => {
    compiled.delete(address);
    return null;
  });
  compiled.set(address, compiling);
  return compiling;
}

async function compile(url: string): Promise<WebAssembly.Module | null> {
  const response = await fetch(url, { credentials: 'same-origin' });
  // Without the type that streaming insists on, the worker does what it always did.
  const streams = response.ok && response.headers.get('content-type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(response) : null;
}
