import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainReading, skeleton, withoutInvisible } from './skeleton.ts';

describe('skeleton', () => {
  it.each([
    ['send_http_request', 'ѕеnd_httр_rеquеѕt', 'Cyrillic letters'],
    ['send_http_request', 'ｓｅｎｄ＿ｈｔｔｐ＿ｒｅｑｕｅｓｔ', 'full-width letters'],
    ['send_http_request', 'SEND_HTTP_REQUEST', 'capitals'],
    ['send_http_request', 'send\u200b_http\u2060_re\u00adquest', 'zero-width characters'],
    ['send_http_request', '\u202esend_http_request\u202c', 'bidirectional marks'],
    ['send_http_request', 'send_http_request\u{e0041}\u{e0042}', 'tag characters'],
    ['file_delete', 'FIle_deIete', 'capital i for l among other capitals'],
    ['file_delete', 'f1le_de|ete', 'digits and bars'],
    ['run_command', 'run_cornrnand', 'rn for m'],
    ['slack', '𝐬𝓁𝖺𝒸𝚔', 'mathematical letters'],
    ['admin', 'αdmіn', 'Greek and Ukrainian'],
    ['root', 'rοοt', 'Greek omicron'],
  ])('takes %s and %s for one (%s)', (a, b) => {
    expect(skeleton(b)).toBe(skeleton(a));
  });

  it.each([
    ['send_email', 'read_email'],
    ['delete_file', 'delete_files'],
    ['a-b', 'a_b'],
    ['查询', '发送'],
    ['café', 'cafe'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(skeleton(a)).not.toBe(skeleton(b));
  });

  it('changes nothing when it is applied twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = skeleton(text);
        expect(skeleton(once)).toBe(once);
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing when it is applied twice to any character of the first plane', () => {
    const changed = Array.from({ length: 0x1_00_00 }, (_, code) =>
      skeleton(String.fromCharCode(code)),
    ).filter((shape) => skeleton(shape) !== shape);
    expect(changed).toEqual([]);
  });

  it('ignores case for every letter of ASCII', () => {
    for (let code = 65; code <= 90; code += 1) {
      const letter = String.fromCharCode(code);
      expect(skeleton(letter)).toBe(skeleton(letter.toLowerCase()));
    }
  });

  it.each([
    ['marks', `a${'\u0300\u0327'.repeat(100_000)}`],
    ['marks kept apart by invisible characters', `a${'\u0300\u200b\u0327\u200b'.repeat(100_000)}`],
  ])('is not slowed down by floods of %s', (_, text) => {
    expect(skeleton(text).length).toBeLessThan(100);
  });

  it('removes floods of invisible characters', () => {
    expect(skeleton(`a${'\u200b'.repeat(100_000)}b`)).toBe('ab');
  });
});

describe('plainReading', () => {
  it.each([
    ['ｗｅｂｈｏｏｋ.site', 'webhook.site'],
    ['wеbhооk.site', 'webhook.site'],
    ['dіscord.com', 'discord.com'],
    ['SLACK', 'slack'],
    ['s\u200black', 'slack'],
    ['ᴅɪsᴄᴏʀᴅ', 'discord'],
  ])('reads %s as %s', (text, reading) => {
    expect(plainReading(text)).toBe(reading);
  });

  it('leaves ASCII and words of other scripts readable', () => {
    expect(plainReading('mail-01 illegal')).toBe('mail-01 illegal');
    expect(plainReading('東京')).toBe('東京');
  });
});

describe('withoutInvisible', () => {
  it('drops what shows nothing', () => {
    expect(withoutInvisible('a\u200d\u2066b\ufeff\u{e007f}')).toBe('ab');
  });
});
