import { ApiError } from '@kubewright/apimachinery';
import { getIfExists, type Reader } from '@kubewright/controller-runtime/client';
import { expect, test } from 'vitest';
import { aWidget, WIDGET } from '../cache/fake-api.ts';

const key = { namespace: 'default', name: 'a' };
const answering = (answer: unknown): Pick<Reader, 'get'> => ({
  get: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as never)),
});

test('gives the object that is there, and undefined for none', async () => {
  const widget = aWidget('a', 1);
  expect(await getIfExists(answering(widget), WIDGET, key)).toBe(widget);
  const none = new ApiError({ code: 404, reason: 'NotFound' });
  expect(await getIfExists(answering(none), WIDGET, key)).toBeUndefined();
});

test('fails as the read does with anything else', async () => {
  const forbidden = new ApiError({ code: 403, reason: 'Forbidden' });
  await expect(getIfExists(answering(forbidden), WIDGET, key)).rejects.toBe(forbidden);
});
