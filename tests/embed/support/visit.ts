// A page of such a site in Chromium. Afterwards, whatever the test was about: no request went to an origin that was not named.
import { expect } from 'vitest';

import { openAddress, type OpenPage, type PageOptions } from '../../e2e/support/chromium.js';
import type { Site } from './sites.js';

export type Visit = OpenPage;

/** `sites`: those that the page may ask; the first one has the page, at `path`. They are closed at the end. */
export async function visit(sites: readonly [Site, ...Site[]], path: string, options: Omit<PageOptions, 'folder'>, use: (visit: Visit) => Promise<void>): Promise<void> {
  try {
    const open = await openAddress(new URL(path, sites[0].url).href, options);
    try {
      await use(open);
      const allowed = [...sites.map(({ url }) => url), 'blob:', 'data:'];
      expect(open.requests.filter((request) => !allowed.some((start) => request.startsWith(start)))).toEqual([]);
    } finally {
      await open.close();
    }
  } finally {
    await Promise.all(sites.map((site) => site.close()));
  }
}
