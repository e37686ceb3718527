import { describe, expect, test } from 'vitest';
import { Scope } from '../../../web/base/scope.js';

describe('scope', () => {
  test('releases newest first, once', () => {
    const scope = new Scope();
    const log: number[] = [];
    scope.defer(() => log.push(1));
    scope.defer(() => log.push(2));
    scope.dispose();
    scope.dispose();
    expect(log).toEqual([2, 1]);
  });

  test('a release that throws keeps no other from running, and its error is thrown', () => {
    const scope = new Scope();
    const log: string[] = [];
    scope.defer(() => log.push('first'));
    scope.defer(() => {
      throw new Error('broken');
    });
    scope.defer(() => log.push('last'));
    expect(() => scope.dispose()).toThrow('broken');
    expect(log).toEqual(['last', 'first']);
  });

  test('releases at once what is registered too late', () => {
    const scope = new Scope();
    scope.dispose();
    let released = false;
    scope.defer(() => (released = true));
    expect(released).toBe(true);
  });

  test('an early release does not happen again', () => {
    const scope = new Scope();
    let count = 0;
    const release = scope.defer(() => count++);
    release();
    release();
    scope.dispose();
    expect(count).toBe(1);
  });

  test('listeners end with their scope', () => {
    const scope = new Scope();
    const target = new EventTarget();
    let heard = 0;
    scope.listen(target, 'ping', () => heard++);
    target.dispatchEvent(new Event('ping'));
    scope.dispose();
    target.dispatchEvent(new Event('ping'));
    expect(heard).toBe(1);
  });

  test('a child ends with its parent, or by itself and is then forgotten', () => {
    const parent = new Scope();
    const log: string[] = [];
    parent.child().defer(() => log.push('with parent'));
    const early = parent.child();
    early.defer(() => log.push('early'));
    early.dispose();
    expect(log).toEqual(['early']);
    parent.dispose();
    expect(log).toEqual(['early', 'with parent']);
  });

  test('an abort is heard while the scope lives, and at once when it has happened', () => {
    const heard: string[] = [];
    const controller = new AbortController();
    const ended = new Scope();
    ended.onAbort(controller.signal, () => heard.push('ended'));
    ended.dispose();
    const alive = new Scope();
    alive.onAbort(controller.signal, () => heard.push('alive'));
    controller.abort();
    alive.onAbort(controller.signal, () => heard.push('late'));
    expect(heard).toEqual(['alive', 'late']);
  });
});
