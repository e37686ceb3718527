// `npm run models`: rebuilds the models that ship, from ../shared/data, with the commands in their cards: the indented
// lines under "## Made with" in models/<name>/card.md, one after another, with the `earshot` command on PATH.
//
//   npm run models                   all of them
//   npm run models -- digits         some
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { buildFastest, fastestPreset } from './lib/fastest.mjs';
import { formatSeconds, root, run } from './lib/process.mjs';
import { setUp } from './setup.mjs';

const modelsFolder = join(root, 'models');
const cardOf = (/** @type {string} */ name) => join(modelsFolder, name, 'card.md');

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} wanted */
async function main(wanted) {
  if (!existsSync(join(root, '..', 'shared', 'data'))) {
    console.log('skipped: the clips of ../shared/data are not here, so there is nothing to train on.');
    return 0;
  }
  const all = readdirSync(modelsFolder).filter((name) => existsSync(cardOf(name)));
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no model called ${unknown.join(', ')}; there are ${all.join(', ')}.`);
    return 2;
  }
  if (!(await setUp(['core', 'native'])) || !(await buildFastest())) return 1;
  const env = { PATH: [join(root, 'build', fastestPreset()), process.env.PATH].join(delimiter) };
  for (const name of wanted.length > 0 ? wanted : all) {
    for (const command of commandsIn(readFileSync(cardOf(name), 'utf8'))) {
      console.log(`${name}: ${command}`);
      const result = await run('bash', ['-ec', command], { env });
      if (result.code !== 0) {
        console.error(result.output.trimEnd().split('\n').slice(-15).join('\n'));
        console.error(`This command of models/${name}/card.md failed; its last lines are above.`);
        return 1;
      }
      console.log(`  ${result.output.trimEnd().split('\n').at(-1) ?? ''} (${formatSeconds(result.seconds)})`);
    }
  }
  return 0;
}

/** @param {string} card */
export function commandsIn(card) {
  const [, section = ''] = card.split(/^## Made with$/m);
  return section.split(/^## /m)[0]?.split('\n').filter((line) => line.startsWith('    ')).map((line) => line.trim()) ?? [];
}
