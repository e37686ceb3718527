// What the documents consist of, for the check of their snippets and links: fenced blocks, links and headings.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { root } from './process.mjs';

/** @typedef {{file: string, line: number, language: string, info: string, code: string}} Block */

/** The documents that are checked, as paths from the root. */
export function documents() {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', 'web/element/README.md', 'web/package/README.md', ...docs.sort()];
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Block[]}
 */
export function blocksOf(file, text) {
  return [...text.matchAll(/^```([\w+-]*)[ \t]*([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length + 1,
    language: match[1] ?? '',
    info: (match[2] ?? '').trim(),
    code: match[3] ?? '',
  }));
}

/** Why a block is not run, or null. @param {Block} block */
export function reasonNotToRun(block) {
  return /^not-run:\s*(\S.*)$/.exec(block.info)?.[1] ?? null;
}

/** Whether a block is for a page: its fence says so, or it speaks of what only pages have. tests/embed/documents.test.ts opens it. @param {Block} block */
export function isForPages(block) {
  if (block.language === 'html') return true;
  return block.language === 'ts' && (block.info === 'page' || /\b(?:document|window)\.|\.listen\(|['"]earshot\/element/.test(block.code));
}

/**
 * Links to files and headings of the repository that lead nowhere.
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function deadLinks(file, text) {
  /** @type {string[]} */
  const dead = [];
  const prose = text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ' ')).replace(/`[^`\n]*`/g, '');
  for (const match of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    const target = match[1] ?? '';
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', heading = ''] = target.split('#');
    const at = `${file}:${prose.slice(0, match.index).split('\n').length}`;
    const full = path === '' ? join(root, file) : resolve(root, dirname(file), path);
    if (relative(root, full).startsWith('..')) dead.push(`${at}: ${target} is outside the repository.`);
    else if (!existsSync(full)) dead.push(`${at}: ${target} does not exist.`);
    else if (heading && !anchors(readFileSync(full, 'utf8')).has(heading)) dead.push(`${at}: ${target} names no heading there.`);
  }
  return dead;
}

/** @param {string} text */
function anchors(text) {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)];
  return new Set(headings.map(([, title = '']) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-')));
}
