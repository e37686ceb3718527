// Sites on 127.0.0.1 as other people run them: any folder, with the policy and the headers that a test wants. Each has an origin
// of its own, because it has a port of its own.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { headersFor } from '../../../tools/headers.mjs';
import { packageFolder } from '../../../tools/package.mjs';
import { serve } from '../../../tools/serve.mjs';
import { root } from '../../e2e/support/repository.js';

export { packageFolder };
export const examples = join(root, 'examples');

/** The policy of a production site of ours, that a site which hosts the package itself may have too. */
export const strictPolicy = headersFor('/')['Content-Security-Policy'] ?? '';

export type Site = { url: string; origin: string; close: () => Promise<void> };

/** `policy`: a Content-Security-Policy; null for none. `cors`: scripts of other origins may read the answers. */
export async function host(folder: string, { policy = null, cors = false }: { policy?: string | null; cors?: boolean } = {}): Promise<Site> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-cache' };
  if (policy !== null) headers['Content-Security-Policy'] = policy;
  if (cors) headers['Access-Control-Allow-Origin'] = '*';
  const { url, close } = await serve({ folder, headers: () => headers });
  return { url, origin: new URL(url).origin, close };
}

/** build/embed/<name>/ with these files, and the built package as its folder earshot/. */
export function siteFolder(name: string, files: Record<string, string | Uint8Array>): string {
  if (!existsSync(join(packageFolder, 'package.json'))) throw new Error('The package is not built; run: npm run build:package');
  const folder = join(root, 'build', 'embed', name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(packageFolder, join(folder, 'earshot'), 'dir');
  return folder;
}
