import {
  everything,
  nothing,
  parseSelector,
  selectorFromLabelSelector,
  selectorFromLabels,
  SelectorSyntaxError,
} from '@kubewright/apimachinery';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const labels = { app: 'web', tier: 'front', 'demo.yash.com/level': '7', empty: '' };

describe('a label selector', () => {
  test.each([
    { text: '', want: true },
    { text: 'app=web', want: true },
    { text: 'app==web', want: true },
    { text: 'app = web , tier=front', want: true },
    { text: 'app=api', want: false },
    { text: 'app!=api', want: true },
    { text: 'missing!=api', want: true },
    { text: 'app in (api, web)', want: true },
    { text: 'app in (api)', want: false },
    { text: 'missing in (api)', want: false },
    { text: 'app notin (api,db)', want: true },
    { text: 'missing notin (api)', want: true },
    { text: 'app', want: true },
    { text: '!app', want: false },
    { text: '!missing,app', want: true },
    { text: 'empty=', want: true },
    { text: 'empty=,app=web', want: true },
    { text: 'empty in (,x)', want: true },
    { text: 'demo.yash.com/level>6', want: true },
    { text: 'demo.yash.com/level<7', want: false },
    { text: 'app>1', want: false },
    { text: 'constructor', want: false },
  ])('"$text" matches: $want', ({ text, want }) => {
    expect(parseSelector(text).matches(labels)).toBe(want);
  });

  test.each([
    { text: 'a=b=c', says: 'expected ","' },
    { text: 'a in b', says: 'expected "("' },
    { text: 'a in (b', says: 'must end with ")"' },
    { text: '=b', says: 'is no label key' },
    { text: 'a,', says: 'label key is missing' },
    { text: 'a b', says: 'expected an operator' },
    { text: 'a>x', says: 'is no integer' },
    { text: 'a=-b', says: 'is no label value' },
    { text: '!', says: 'label key is missing' },
  ])('"$text" is refused: $says', ({ text, says }) => {
    expect(() => parseSelector(text)).toThrow(SelectorSyntaxError);
    expect(() => parseSelector(text)).toThrow(says);
  });

  test('written as text and read again selects the same', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const term = fc.oneof(
      fc.tuple(word, word).map(([key, value]) => `${key}=${value}`),
      fc.tuple(word, fc.array(word, { minLength: 1 })).map(([key, values]) => `${key} notin (${values.join(',')})`),
      word.map((key) => `!${key}`),
    );
    fc.assert(
      fc.property(fc.array(term), fc.dictionary(word, word), (terms, objectLabels) => {
        const selector = parseSelector(terms.join(','));
        const again = parseSelector(selector.toString());
        expect(again.toString()).toBe(selector.toString());
        expect(again.matches(objectLabels)).toBe(selector.matches(objectLabels));
      }),
    );
  });
});

describe('a LabelSelector', () => {
  test('that is empty selects everything, none at all nothing', () => {
    expect(selectorFromLabelSelector({}).matches(undefined)).toBe(true);
    expect(selectorFromLabelSelector(undefined)).toBe(nothing);
    expect(everything.matches({})).toBe(true);
  });

  test('joins labels and expressions', () => {
    const selector = selectorFromLabelSelector({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });
    expect(selector.toString()).toBe('app=web,tier in (back,front),!old');
    expect(selector.matches(labels)).toBe(true);
  });

  test.each([
    { key: 'a', operator: 'In' as const, says: 'needs values' },
    { key: 'a', operator: 'Exists' as const, values: ['b'], says: 'takes no values' },
  ])('refuses $operator with the wrong number of values', ({ says, ...expression }) => {
    expect(() => selectorFromLabelSelector({ matchExpressions: [expression] })).toThrow(says);
  });
});

test('selectorFromLabels wants all of them', () => {
  expect(selectorFromLabels({ app: 'web' }).matches(labels)).toBe(true);
  expect(selectorFromLabels({ app: 'web', x: 'y' }).matches(labels)).toBe(false);
});
