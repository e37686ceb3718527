// Gets the WebAssembly module: compiled while it downloads where the server names its type, from bytes otherwise.
import { EarshotError } from '../base/errors.js';
import type { CreateModule } from './module-types.js';

export type CoreSource = {
  /** Null: the file that lies beside this script. */
  wasmUrl?: string | null;
  wasmBinary?: BufferSource | null;
  /** Compiled elsewhere, perhaps still compiling; null when that came to nothing. */
  program?: Promise<WebAssembly.Module | null> | null;
};

/** One of the modules: where its program lies, and the glue that Emscripten generates beside it. */
export type ModuleFiles = { url: () => string; glue: () => Promise<{ default: unknown }> };

export async function instantiateModule<Module>(
  { wasmUrl, wasmBinary, program: compiling }: CoreSource,
  files: ModuleFiles,
): Promise<Module> {
  try {
    const program = wasmBinary ? null : getProgram(compiling ?? null, () => wasmUrl ?? files.url());
    // The glue loads beside the download; its failure is the one to report.
    program?.catch(() => {});
    const glue = await files.glue();
    const createModule = glue.default as CreateModule<Module>;
    return await new Promise<Module>((resolve, reject) => {
      createModule({
        instantiateWasm(imports, receive) {
          const instantiated = program
            ? program.then((found) => instantiateProgram(found, imports))
            : WebAssembly.instantiate(wasmBinary as BufferSource, imports);
          instantiated.then(({ instance, module }) => receive(instance, module)).catch(reject);
          return {};
        },
        // The glue would work out an address of its own, which fails in a worker whose script is no file.
        locateFile: (name) => name,
        onAbort: (reason) => reject(new Error(String(reason))),
      }).then(resolve, reject);
    });
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new EarshotError('core-not-loaded', `The audio engine could not be started: ${detail}`, { cause: error });
  }
}

/** `url`: asked only when nothing came compiled; a worker from a blob has no address beside it. */
async function getProgram(compiling: Promise<WebAssembly.Module | null> | null, url: () => string): Promise<WebAssembly.Module | Response> {
  return (await compiling) ?? fetchWasm(url());
}

async function instantiateProgram(
  program: WebAssembly.Module | Response,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (program instanceof Response) return instantiateResponse(program, imports);
  return { module: program, instance: await WebAssembly.instantiate(program, imports) };
}

async function fetchWasm(url: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin' });
  } catch (error) {
    throw new EarshotError('core-not-loaded', 'The audio engine could not be downloaded. Check the connection and try again.', {
      cause: error,
    });
  }
  if (!response.ok) {
    throw new EarshotError('core-not-loaded', `The audio engine could not be downloaded (HTTP ${response.status}).`);
  }
  return response;
}

async function instantiateResponse(
  response: Response,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  // Streaming insists on this type; a server that does not send it is common enough.
  if (response.headers.get('content-type')?.startsWith('application/wasm')) {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
