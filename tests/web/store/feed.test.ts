import { describe, expect, test } from 'vitest';

import { Feed } from '../../../web/store/feed.js';

async function all<T>(feed: Feed<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of feed) items.push(item);
  return items;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

describe('a feed', () => {
  test('gives what came before and what comes while it is read, in order, until the last', async () => {
    const feed = new Feed<number>();
    feed.push([1, 2], false);
    const reading = all(feed);
    await pause();
    feed.push([3], false);
    feed.push([4], false);
    await pause();
    feed.push([5], true);
    feed.push([6], false);
    expect(await reading).toEqual([1, 2, 3, 4, 5]);
  });

  test('that is ended wakes whoever waits for it', async () => {
    const feed = new Feed<number>();
    const reading = all(feed);
    await pause();
    feed.end();
    expect(await reading).toEqual([]);
    expect(await all(feed)).toEqual([]);
  });
});
