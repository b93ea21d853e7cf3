import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NOTICED } from '../../../controller/events.ts';
import { RECONCILE_REQUESTED_AT } from '../../../controller/predicates.ts';
import { REASONS } from '../../../controller/reasons.ts';

const page = readFileSync(new URL('../../../../../docs/reference/conditions.md', import.meta.url), 'utf8');

test('docs/reference/conditions.md has a section for each reason, and for nothing else', () => {
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  expect(headings.toSorted()).toEqual(REASONS.toSorted());
});

test('each section says something', () => {
  for (const section of page.split(/^### /m).slice(1))
    expect(section.split('\n').slice(1).join('').length).toBeGreaterThan(40);
});

test('docs/reference/conditions.md lists the reasons that come with an event', () => {
  const events = page.split('## Events')[1] ?? '';
  expect([...events.matchAll(/`([A-Z]\w+)`/g)].map(([, reason]) => reason)).toEqual(
    expect.arrayContaining([...NOTICED]),
  );
});

test('docs/reference/conditions.md names the annotation that asks for a round', () => {
  expect(page).toContain(RECONCILE_REQUESTED_AT);
});
