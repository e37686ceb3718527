// Runs TypeScript snippets in Node as a reader would: each is a program of its own that imports the built package by its name.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'rolldown/utils';

import { packageFolder } from '../package.mjs';
import { run } from './process.mjs';

/** @typedef {import('./documents.mjs').Block} Block */

/** What npm install would leave in `folder`, without its copy. @param {string} folder */
export function installPackage(folder) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(packageFolder, join(folder, 'node_modules', 'earshot'), 'dir');
}

/** The block as JavaScript, its lines where they were in the document. @param {Block} block */
export function toJavaScript(block) {
  const { code, errors } = transformSync('snippet.ts', `${block.code}\nexport {};\n`, { typescript: { onlyRemoveTypeImports: true } });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return code;
}

/**
 * What went wrong, or null.
 * @param {Block} block
 * @param {{folder: string, name: string}} where a folder with the package installed; the sounds that it reads are in its folder sounds/
 */
export async function runInNode(block, { folder, name }) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, toJavaScript(block));
  const { code, output } = await run(process.execPath, [file], { cwd: join(folder, 'sounds'), timeoutS: 120 });
  return code === 0 ? null : `ended with ${code}:\n${output.trimEnd()}`;
}
