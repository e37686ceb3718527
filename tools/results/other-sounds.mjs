// A list of clips for `earshot train --csv`: every label of several sets as a label of its own ("esc10 rain"), to learn what sounds
// are like before one set is learnt. Of large labels so many clips at most, evenly spread, so that no set outweighs the others.
//
//   node tools/results/other-sounds.mjs CSV DATA AT_MOST SET...     sets are folders of DATA with a folder for each label
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [csv, data, atMost, ...sets] = process.argv.slice(2);
if (!csv || !data || !(Number(atMost) > 0) || sets.length === 0) throw new Error('node tools/results/other-sounds.mjs CSV DATA AT_MOST SET...');

/** @param {string} folder @param {(entry: import('node:fs').Dirent) => boolean} wanted */
const names = (folder, wanted) => readdirSync(folder, { withFileTypes: true }).filter(wanted).map(({ name }) => name).sort();

/** @param {string[]} files */
function spread(files) {
  const n = Math.min(files.length, Number(atMost));
  return Array.from({ length: n }, (_, i) => files[Math.floor((i * files.length) / n)] ?? '');
}

const rows = sets.flatMap((set) =>
  names(join(data, set), (entry) => entry.isDirectory()).flatMap((label) =>
    spread(names(join(data, set, label), (entry) => entry.isFile())).map((file) => `${set}/${label}/${file},${set} ${label}`)));
writeFileSync(csv, `path,label\n${rows.join('\n')}\n`);
