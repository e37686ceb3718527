// dist/standalone.html: page, styles and engine in one document, with a place for a model. The Studio fills it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root, runNodeTool } from './lib/process.mjs';

/** @returns {Promise<import('./lib/process.mjs').RunResult>} */
export async function buildStandalone() {
  const built = await runNodeTool('vite', ['build', '--config', join(root, 'vite.standalone.config.ts'), '--logLevel', 'warn']);
  if (built.code !== 0) return built;
  const text = (/** @type {string[]} */ ...path) => readFile(join(root, ...path), 'utf8');
  const [template, script, style, engine] = await Promise.all([
    text('web', 'app', 'standalone.html'),
    text('build', 'standalone', 'standalone.js'),
    text('web', 'app', 'page.css'),
    readFile(join(root, 'web', 'core', 'generated', 'earshot.wasm')),
  ]);
  // In functions, because "$&" in a replacement text means something.
  const page = template
    .replace('/*style*/', () => style)
    .replace('/*engine*/', () => engine.toString('base64'))
    // A script element ends at the first "</script", wherever that stands.
    .replace('/*script*/', () => script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'));
  await writeFile(join(root, 'dist', 'standalone.html'), page);
  return built;
}
