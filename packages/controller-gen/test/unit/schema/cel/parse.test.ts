import { describe, expect, test } from 'vitest';
import { checkCelSyntax } from '../../../../src/schema/cel/parse.ts';
import { CelSyntaxError } from '../../../../src/schema/cel/syntax-error.ts';
import { INVALID, VALID } from '../../../support/cel-expressions.ts';

describe('reads', () => {
  test.for(VALID)('%s', (expression) => {
    expect(() => checkCelSyntax(expression)).not.toThrow();
  });
});

/** The place where an expression goes wrong, as a bar in it, and why. */
function refusal(expression: string): string {
  try {
    checkCelSyntax(expression);
  } catch (thrown) {
    if (!(thrown instanceof CelSyntaxError)) throw thrown;
    return `${expression.slice(0, thrown.offset)}¦${expression.slice(thrown.offset)}  ${thrown.message}`;
  }
  return 'no error';
}

describe('refuses', () => {
  test.for(INVALID)('%s', ([marked, message]) => {
    expect(refusal(marked.replace('¦', ''))).toBe(`${marked}  ${message}`);
  });

  test('what is nested too deeply, and not what is just deep', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}self${')'.repeat(depth)}`;
    expect(refusal(nested(200))).toBe('no error');
    expect(refusal(nested(100_000))).toContain('the expression is nested too deeply');
  });
});
