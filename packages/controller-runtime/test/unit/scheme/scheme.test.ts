import { describe, expect, test } from 'vitest';
import { NotRegisteredError, Scheme } from '../../../src/scheme/index.ts';
import { aWidget, WIDGET } from '../cache/fake-api.ts';

const pods = { ...WIDGET, group: '', kind: 'Pod', plural: 'pods', listKind: 'PodList', singular: 'pod' };

describe('a scheme', () => {
  test('finds a kind by what an object says of itself', () => {
    const scheme = new Scheme();
    scheme.register(WIDGET, pods);
    expect(scheme.kindOf(aWidget('a', 1))).toBe(WIDGET);
    expect(scheme.kindOf({ apiVersion: 'v1', kind: 'Pod', metadata: {} })).toBe(pods);
    expect(scheme.kinds()).toEqual([WIDGET, pods]);
  });

  test('takes the same kind again, and keeps the first', () => {
    const scheme = new Scheme();
    scheme.register(WIDGET, { ...WIDGET });
    expect(scheme.kinds()).toEqual([WIDGET]);
  });

  test('refuses another description of a kind, and then registers nothing', () => {
    const scheme = new Scheme();
    scheme.register(WIDGET);
    expect(() => scheme.register(pods, { ...WIDGET, plural: 'widgetes' })).toThrow(
      'registered already as another resource',
    );
    expect(scheme.recognizes(pods)).toBe(false);
  });

  test('says which kind nobody registered, and what to call', () => {
    expect(() => new Scheme().kindOf(aWidget('a', 1))).toThrow(NotRegisteredError);
    expect(() => new Scheme().kindOf(aWidget('a', 1))).toThrow(
      'no kind Widget (demo.yash.com/v1) is registered: call the addToScheme',
    );
  });

  test('cannot place an object that does not say what it is', () => {
    expect(() => new Scheme().kindOf({ metadata: { name: 'x' } })).toThrow('object "x" has no apiVersion or no kind');
  });
});
