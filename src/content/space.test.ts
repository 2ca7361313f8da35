import { expect, it } from 'vitest';
import { isSpace } from './space.ts';

it('says of every unit what the expression says', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    if (isSpace(code) !== /\s/.test(String.fromCharCode(code))) expect.fail(`U+${code.toString(16)}`);
  }
});
