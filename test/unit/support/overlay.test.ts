import { expect, test } from 'vitest';
import { operatorImage } from '../../../hack/lib/overlay.ts';

test.each([
  { text: 'postgres-writer', want: { newName: 'postgres-writer', newTag: 'latest' } },
  { text: 'postgres-writer:0.1.0', want: { newName: 'postgres-writer', newTag: '0.1.0' } },
  { text: 'registry:5000/a/b', want: { newName: 'registry:5000/a/b', newTag: 'latest' } },
  { text: 'registry:5000/a/b:v1', want: { newName: 'registry:5000/a/b', newTag: 'v1' } },
  { text: 'r.io/a@sha256:0f', want: { newName: 'r.io/a', digest: 'sha256:0f' } },
  { text: 'r.io/a:v1@sha256:0f', want: { newName: 'r.io/a', digest: 'sha256:0f' } },
])('IMG=$text is put in the place of the image of config/manager', ({ text, want }) => {
  expect(operatorImage(text)).toEqual([{ name: 'controller', ...want }]);
});

test('without IMG the image stays as it is', () => {
  expect(operatorImage('')).toEqual([]);
});
