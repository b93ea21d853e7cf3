import { describe, expect, test } from 'vitest';
import { InjectionList, type Occasions } from '../../faults/injection.ts';

interface Rule extends Occasions {
  readonly name: string;
}
const always = (): boolean => true;

describe('InjectionList', () => {
  test('strikes once unless told otherwise', () => {
    const list = new InjectionList<Rule>();
    const injection = list.add({ name: 'a' }, 'a');
    expect([list.strike(always)?.name, list.strike(always)?.name]).toEqual(['a', undefined]);
    expect(injection).toMatchObject({ matched: 2, fired: 1 });
  });

  test('lets some pass first, and strikes so many', () => {
    const list = new InjectionList<Rule>();
    list.add({ name: 'a', skip: 1, times: 2 }, 'a');
    expect([1, 2, 3, 4].map(() => list.strike(always)?.name)).toEqual([undefined, 'a', 'a', undefined]);
  });

  test('goes on to the next rule once one is spent', () => {
    const list = new InjectionList<Rule>();
    list.add({ name: 'a' }, 'a');
    list.add({ name: 'b' }, 'b');
    expect([1, 2, 3].map(() => list.strike(always)?.name)).toEqual(['a', 'b', undefined]);
  });

  test('counts nothing that does not match, and nothing after removal', () => {
    const list = new InjectionList<Rule>();
    const injection = list.add({ name: 'a' }, 'a');
    list.strike(() => false);
    injection.remove();
    expect(list.strike(always)).toBeUndefined();
    expect(injection).toMatchObject({ matched: 0, fired: 0 });
  });

  test('tells who waits that it fired, and fails by name where it did not', async () => {
    const list = new InjectionList<Rule>();
    const injection = list.add({ name: 'a', times: 2 }, 'the fault');
    const twice = injection.untilFired(2);
    list.strike(always);
    list.strike(always);
    await twice;
    await expect(injection.untilFired(3, { timeoutMs: 1 })).rejects.toThrow(/"the fault" fired 2 of 3 times/);
  });
});
