import { describe, expect, it } from 'vitest';
import { findLikelySensitive } from './likely-sensitive.ts';

const found = (text: string) =>
  findLikelySensitive(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
const HEX = ['6d2fabeb6add229b', 'c199faba28fd3efb', '57df0bd3'].join('');
const DRAWN = ['LZBVhNq8zze0rzXJpt', 'fSWDBoskWuThnQb3fU'].join('');

describe('findLikelySensitive', () => {
  it.each([
    [`sourcegraph: ${HEX}`, `secret: ${HEX}`],
    [`postmark = "f59dffd2-83ea-47c7-ba8f-95e053a6d0ae"`, 'secret: f59dffd2-83ea-47c7-ba8f-95e053a6d0ae'],
    [`"method":"login_with_api_key","params":["${DRAWN}"]`, `secret: ${DRAWN}`],
    ['28-55-66-98 office', 'phone: 28-55-66-98'],
    ['Desk: 5405550168', 'phone: 5405550168'],
    ['curl -u bob:tr33house https://x.example', 'password: tr33house'],
    ['curl -u "q8Zr1xV7mN4cP2:" https://x.example', 'password: q8Zr1xV7mN4cP2'],
  ])('in %j finds %s', (text, expected) => {
    expect(found(text)).toContain(expected);
  });

  it.each([
    'curl -u username:password https://x.example',
    'public_key = "9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit"',
    '--set token="sha256~XXXXXXXXXX_PUT_YOUR_TOKEN_HERE_XXXXXXXXXXXX"',
    'notes = "Maven - io.jsonwebtoken:jjwt-jackson-0.11.2"',
    'curl -u bob https://x.example',
    'curl --user "src@mail.example" https://x.example',
    'github: 6d2fabeb6add229bc199faba28fd3efb57df0bd3',
    'stripe: checkout_session_completed',
    '<input name="authenticity_token" value="7SWa-Fo1_hsC6oovfBsJFLGPUl2EhkSWPbJh">',
    'this.addPassword = "#add-password";',
    'the key idea of https://video.example/playlist/PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG',
  ])('finds nothing in %j', (text) => {
    expect(found(text)).toEqual([]);
  });
});
