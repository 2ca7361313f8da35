import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRun } from './decode-run.ts';

test('what is base64 of well-formed UTF-8 is read, and of nothing else', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ min: 0x20, max: 0xff, minLength: 8, maxLength: 24 }),
    fc.string({ unit: 'binary', minLength: 8, maxLength: 24 }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (each) => {
      const run = Buffer.from(each).toString('base64url');
      const read = decodeRun(run);
      // A decoder that is asked to throw is the oracle; where another alignment reads, the text is another.
      let text: string | undefined;
      try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(each);
      } catch {
        text = undefined;
      }
      if (text === undefined) expect(read === undefined || !Buffer.from(read).equals(each)).toBe(true);
      else if (!/[\p{Cc}\p{Cn}\p{Co}\p{Cs}]/u.test(text) && !/^(?:[0-9a-f]{2})+$/i.test(run))
        expect(read).toBe(text);
    }),
    { numRuns: 400 },
  );
});

test('overlong forms, surrogates and what lies beyond Unicode are no text', () => {
  for (const bad of ['c0af', 'e08080', 'eda080', 'f0808080', 'f4908080', 'f5808080', '80', 'e282']) {
    expect(decodeRun(Buffer.from(`6162636465666768${bad}`, 'hex').toString('base64url'))).toBeUndefined();
  }
});
