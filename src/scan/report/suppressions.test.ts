import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSuppression, readSuppressions } from './suppressions.ts';

const at = (line: number, endLine = line, names: readonly string[] = ['sp111', 'exec-no-docker']) => ({
  names,
  line,
  endLine,
});
const suppressed = (source: string, place = at(1)): string | undefined =>
  findSuppression(readSuppressions(source).suppressions, place)?.reason;

describe('a comment that suppresses', () => {
  it('names rules by id, slug or family, and has a reason', () => {
    expect(suppressed('x = 1  # sallyport: ignore[SP111] -- runs in CI')).toBe('runs in CI');
    expect(suppressed('x = 1  # sallyport: ignore[other, exec-no-docker] -- runs in CI')).toBe('runs in CI');
    expect(suppressed('x = 1  # sallyport: ignore[SP112] -- runs in CI')).toBeUndefined();
  });

  it.each(['ignore[SP111]', 'ignore -- why', 'ignore[] -- why', 'ignore[SP111] --  '])(
    'suppresses nothing as %j, which is told',
    (text) => {
      const read = readSuppressions(`x = 1  # sallyport: ${text}`);
      expect(read).toEqual({ suppressions: [], unreasoned: [1] });
    },
  );

  it('alone on its line is about the next line with code', () => {
    const source = '# sallyport: ignore[SP111] -- why\n\n# more\nx = 1\ny = 2';
    expect(suppressed(source, at(4))).toBe('why');
    expect(suppressed(source, at(5))).toBeUndefined();
  });

  it('may stand on any line of a long call', () => {
    const source = 'a(\n  b=1,\n  c=2,  # sallyport: ignore[SP111] -- why\n)\n';
    expect(suppressed(source, at(1, 4))).toBe('why');
    expect(suppressed(source, at(1, 2))).toBeUndefined();
  });

  it('can be about the whole file', () => {
    expect(suppressed('# sallyport: ignore-file[SP111] -- generated\nx\ny\nz', at(4))).toBe('generated');
  });

  it('is read as other tools write it', () => {
    expect(suppressed('x = 1  # nosec')).toBe('# nosec');
    expect(suppressed('x(\n 1,  # nosec\n)', at(1, 3))).toBeUndefined();
    expect(suppressed('x = 1  # nosec B602', at(1, 1, ['dangerous-tool']))).toBe('# nosec');
    expect(suppressed('x = 1  # nosec B602')).toBeUndefined();
    const secret = at(1, 1, ['sp101', 'hardcoded-secret']);
    expect(suppressed('k = "…"  # pragma: allowlist secret', secret)).toBe('pragma: allowlist secret');
    expect(
      suppressed('# pragma: allowlist nextline secret\nk = "…"', { ...secret, line: 2, endLine: 2 }),
    ).toBe('pragma: allowlist secret');
    expect(suppressed('x = 1  # pragma: allowlist secret')).toBeUndefined();
  });

  it('is looked for in any text without a fault', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('#', ' ', 'sallyport: ignore', '[', ']', '--', 'nosec', '\n') }),
        (text) => {
          expect(readSuppressions(text).suppressions).toBeInstanceOf(Array);
        },
      ),
    );
  });
});
