import { describe, expect, test } from 'vitest';
import { webhookManagedBy } from '../../../src/builder/index.ts';
import { hubSpokeConverter } from '../../../src/webhook/conversion/index.ts';
import { serve, THING } from '../webhook/support.ts';

const nothing = { default: () => undefined };

describe('webhookManagedBy', () => {
  test('registers at the paths of the original', async () => {
    await using running = await serve(() => undefined);
    const { server: webhookServer } = running;
    await webhookManagedBy({ webhookServer })
      .for(THING)
      .withDefaulter(nothing)
      .withValidator({})
      .withConverter(hubSpokeConverter(THING))
      .complete();
    const paths = ['/mutate-test-example-com-v1-thing', '/validate-test-example-com-v1-thing', '/convert'];
    // 400, not 404: something is there, and wants a review.
    for (const path of paths) expect((await running.post(path, '')).status).toBe(400);
  });

  test('registers what is asked for, at paths of its own where they are given', async () => {
    await using running = await serve(() => undefined);
    const { server: webhookServer } = running;
    await webhookManagedBy({ webhookServer })
      .for(THING)
      .withDefaulter(nothing)
      .withDefaulterCustomPath('/d')
      .complete();
    await webhookManagedBy({ webhookServer }).for(THING).withValidator({}).withValidatorCustomPath('/a/v').complete();
    const statuses = async (...paths: string[]) =>
      await Promise.all(paths.map(async (path) => (await running.post(path, '')).status));
    expect(await statuses('/d', '/a/v')).toEqual([400, 400]);
    expect(
      await statuses('/mutate-test-example-com-v1-thing', '/validate-test-example-com-v1-thing', '/convert'),
    ).toEqual([404, 404, 404]);
  });

  test('refuses what is missing, wrong, or there already', async () => {
    await using running = await serve(() => undefined);
    const { server: webhookServer } = running;
    const builder = () => webhookManagedBy({ webhookServer }).for(THING);
    await expect(builder().complete()).rejects.toThrow('the webhook of Thing does nothing');
    await expect(builder().withValidator({}).withValidatorCustomPath('x y').complete()).rejects.toThrow(
      'customPath "x y" does not match',
    );
    await expect(
      builder()
        .withConverter(hubSpokeConverter({ ...THING, kind: 'Other' }))
        .complete(),
    ).rejects.toThrow('a converter of Other of test.example.com cannot convert Thing');
    await builder().withValidator({}).complete();
    await expect(builder().withValidator({}).complete()).rejects.toThrow('there is a webhook at /validate');
  });
});
