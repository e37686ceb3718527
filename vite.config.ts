// Builds the page into dist/. The C++ core must have been built to web/core/generated/ before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

import { collectModels, collectRecipes } from './tools/model-index.mjs';
import { smallStyles } from './tools/small-styles.mjs';
import { uplotForAnyLanguage } from './tools/uplot-locale.mjs';

const modelsFolder = join(import.meta.dirname, 'models');

/** index.json and the files it lists, below `folder` of the built page and in the development server. */
function listed(folder: string, collect: () => { index: object; files: { path: string; source: string }[] }): Plugin {
  return {
    name: `earshot-${folder.replace('/', '-')}`,
    generateBundle() {
      const { index, files } = collect();
      this.emitFile({ type: 'asset', fileName: `${folder}/index.json`, source: JSON.stringify(index) });
      for (const { path, source } of files) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${path}`, source: readFileSync(source) });
      }
    },
    configureServer(server) {
      server.middlewares.use(`/${folder}`, (request, response, next) => {
        const { index, files } = collect();
        const file = files.find(({ path }) => request.url === `/${path}`);
        if (request.url === '/index.json') response.setHeader('Content-Type', 'application/json').end(JSON.stringify(index));
        else if (file) response.end(readFileSync(file.source));
        else next();
      });
    },
  };
}

/**
 * One chunk for everything a module imports statically, however many other entries share parts of it: a page that needs the
 * whole of it gets one file, which compresses better than ten and is asked for at once.
 */
function together(name: string, entry: string) {
  const root = join(import.meta.dirname, entry);
  const reached = new Set<string>();
  return {
    debugName: name,
    name: (id: string, context: { getModuleInfo(id: string): { importedIds: string[] } | null }): string | null => {
      if (reached.size === 0) {
        const waiting = [root];
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          if (reached.has(next)) continue;
          reached.add(next);
          waiting.push(...(context.getModuleInfo(next)?.importedIds ?? []));
        }
      }
      return reached.has(id) ? name : null;
    },
  };
}

/**
 * Asked for by the document itself, and not only when its script has been read: the engine, and the script that begins it. Of the
 * page alone; a frame on another site waits until it is seen.
 */
const soonNeeded: Plugin = {
  name: 'earshot-soon-needed',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle, filename }) {
      if (filename !== join(import.meta.dirname, 'index.html')) return [];
      const files = Object.keys(bundle ?? {});
      const link = (pattern: RegExp, attrs: Record<string, string | boolean>) =>
        files.filter((file) => pattern.test(file)).map((file) => ({
          tag: 'link', attrs: { ...attrs, crossorigin: true, href: `./${file}` }, injectTo: 'head' as const,
        }));
      return [
        ...link(/^assets\/earshot-(?!train-)[^/]*\.wasm$/, { rel: 'preload', as: 'fetch', type: 'application/wasm' }),
        ...link(/^assets\/(classifier|warm-up)-[^/]*\.js$/, { rel: 'modulepreload' }),
      ];
    },
  },
};

export default defineConfig({
  base: './',
  publicDir: 'public',
  plugins: [
    uplotForAnyLanguage(),
    smallStyles(),
    soonNeeded,
    listed('models/recipes', () => collectRecipes(join(modelsFolder, 'recipes'))),
    listed('models', () => collectModels(modelsFolder)),
  ],
  build: {
    outDir: 'dist',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    // The policy of the page allows no data: scripts, and small files cost less as files than as base64.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      input: { index: 'index.html', embed: 'embed.html', 'service-worker': 'web/app/offline/service-worker.ts' },
      // What a service worker answers for lies below it, and its name never changes.
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [together('element', 'web/element/register.ts'), together('classifier', 'web/api/classifier.ts')] },
      },
    },
  },
  worker: { format: 'es' },
});
