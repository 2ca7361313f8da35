import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSource } from './decode-source.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('a source file becomes text', () => {
  it('reads UTF-8 exactly, so that it may be written back', () => {
    expect(decodeSource(bytes('x = "ü"\n'))).toEqual({ kind: 'text', text: 'x = "ü"\n', exact: true });
  });

  it('leaves a byte order mark out of the text, and says that the bytes differ', () => {
    expect(decodeSource(bytes([0xef, 0xbb, 0xbf], 'x = 1'))).toEqual({
      kind: 'text',
      text: 'x = 1',
      exact: false,
    });
  });

  it('reads UTF-16 by its mark', () => {
    expect(decodeSource(bytes([0xff, 0xfe], [0x78, 0, 0x3d, 0]))).toMatchObject({ text: 'x=' });
    expect(decodeSource(bytes([0xfe, 0xff], [0, 0x78, 0, 0x3d]))).toMatchObject({ text: 'x=' });
  });

  it('believes the encoding that the file declares, on the second line too', () => {
    expect(
      decodeSource(bytes('#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = "', [0xfc], '"')),
    ).toMatchObject({ text: '#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = "ü"', exact: false });
  });

  it('takes no declaration from the third line or from behind code', () => {
    const text = 'x = 1\n# coding: utf-16\n';
    expect(decodeSource(bytes(text))).toEqual({ kind: 'text', text, exact: true });
  });

  it('says so where bytes are no UTF-8, and where an encoding is not known', () => {
    expect(decodeSource(bytes('x = "', [0xff], '"'))).toMatchObject({
      notice: expect.stringContaining('UTF-8'),
    });
    expect(decodeSource(bytes('# coding: klingon\nx = 1'))).toMatchObject({
      text: '# coding: klingon\nx = 1',
      notice: expect.stringContaining('not known'),
    });
  });

  it('calls a file with a zero byte binary', () => {
    expect(decodeSource(bytes('x', [0], 'y'))).toEqual({ kind: 'binary' });
  });

  it('reads any bytes without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (any) => {
        expect(['text', 'binary']).toContain(decodeSource(any).kind);
      }),
    );
  });
});
