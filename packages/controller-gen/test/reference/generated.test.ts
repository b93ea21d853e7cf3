import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderGenerated } from './generated.ts';
import { BUILD_TIMEOUT_MS, whyNoReference } from './reference-tool.ts';

test(
  'the known schemas and the core types are what the real controller-gen makes of the Go types',
  ({ skip }) => {
    if (whyNoReference !== undefined) skip(whyNoReference);
    for (const [path, content] of renderGenerated()) {
      const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === content;
      expect(
        isCurrent,
        `${path} is out of date: node --conditions=@kubewright/source packages/controller-gen/test/reference/generated.ts`,
      ).toBe(true);
    }
  },
  BUILD_TIMEOUT_MS,
);
