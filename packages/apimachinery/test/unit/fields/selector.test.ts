import { fieldOf, parseFieldSelector, SelectorSyntaxError } from '@kubewright/apimachinery';
import { expect, test } from 'vitest';

const object = {
  metadata: { name: 'a', namespace: 'n' },
  spec: { replicas: 3, on: false, weird: 'a,b=c\\d', list: [] },
};
const valueOf = (field: string): string => fieldOf(object, field);

test.each([
  { text: '', want: true },
  { text: 'metadata.name=a', want: true },
  { text: 'metadata.name==a,metadata.namespace=n', want: true },
  { text: 'metadata.name!=a', want: false },
  { text: 'spec.replicas=3', want: true },
  { text: 'spec.on=false', want: true },
  { text: 'spec.missing=', want: true },
  { text: 'spec.list=', want: true },
  { text: String.raw`spec.weird=a\,b\=c\\d`, want: true },
])('field selector "$text" matches: $want', ({ text, want }) => {
  const selector = parseFieldSelector(text);
  expect(selector.matches(valueOf)).toBe(want);
  expect(parseFieldSelector(selector.toString()).matches(valueOf)).toBe(want);
});

test.each(['metadata.name', '=a', 'a=b=c'])('field selector "%s" is refused', (text) => {
  expect(() => parseFieldSelector(text)).toThrow(SelectorSyntaxError);
});

test('fieldOf does not reach into what an object inherits', () => {
  expect(fieldOf({}, 'constructor.name')).toBe('');
});
