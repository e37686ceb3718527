// The deploy folder on a host that serves it below any path, with its headers: everything is found relative to the page.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { withPage } from './support/chromium.js';
import { expectText } from './support/expect-text.js';
import { dist, expectedLabel, root, sample, samplePath } from './support/repository.js';
import { goTo, makeSampleSet, setField, train } from './support/studio.js';

const clip = samplePath(sample(0).file);
const path = 'some/where/else/';

function hostFolder(): string {
  const folder = join(root, 'build', 'e2e', 'sub-path');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'some', 'where'), { recursive: true });
  symlinkSync(dist, join(folder, path.slice(0, -1)), 'dir');
  return folder;
}

describe('below a path of the host', () => {
  test('it classifies, trains, and works without a connection afterwards; nothing is asked for outside its folder', () =>
    withPage({ folder: hostFolder(), path, offline: true }, async (open) => {
      const { page, part, context, problems, requests, url } = open;
      expect(new URL(url).pathname).toBe(`/${path}`);
      await part('file-input').setInputFiles(clip);
      await expectText(part('result-label'), expectedLabel(clip));
      await expectText(part('offline'), 'Ready offline', 60_000);
      await context.setOffline(true);
      await page.reload();
      await makeSampleSet(open);
      await goTo(open, 'network');
      await setField(open, 'epochs', '2');
      await train(open);
      await goTo(open, 'judge');
      await expectText(part('accuracy'), /%/);
      expect(requests.filter((request) => !request.startsWith(url) && !/^(blob|data):/.test(request))).toEqual([]);
      expect(problems).toEqual([]);
    }), 240_000);
});
