import { describe, expect, it } from 'vitest';
import { dottedIpv4, parseCidr, parseIp } from './ip-address.ts';

describe('parseIp', () => {
  it.each([
    ['127.0.0.1', 32, 0x7f000001n],
    ['255.255.255.255', 32, 0xffffffffn],
    ['::1', 128, 1n],
    ['[::1]', 128, 1n],
    ['fe80::1%eth0', 128, 0xfe80_0000_0000_0000_0000_0000_0000_0001n],
    ['::ffff:127.0.0.1', 32, 0x7f000001n],
    ['::ffff:7f00:1', 32, 0x7f000001n],
    ['2001:db8:0:0:0:0:0:1', 128, 0x2001_0db8_0000_0000_0000_0000_0000_0001n],
  ])('reads %s', (text, bits, value) => {
    expect(parseIp(text)).toEqual({ bits, value });
  });

  it.each([
    '',
    '1.2.3',
    '256.1.1.1',
    '1.2.3.4.5',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    'a.b.c.d',
    ':',
    'g::',
  ])('does not read %j', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it('does not read very long texts', () => {
    expect(parseIp(':'.repeat(1_000_000))).toBeUndefined();
  });
});

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['192.168.1.7/32', '192.168.1.7', true],
    ['fc00::/7', 'fd12::1', true],
    ['fc00::/7', '10.0.0.1', false],
    ['127.0.0.0/8', '::ffff:127.0.0.9', true],
  ])('%s on %s is %s', (block, text, expected) => {
    const address = parseIp(text);
    expect(address !== undefined && parseCidr(block)?.(address)).toBe(expected);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/8/8', 'host/8', '10.0.0.0/-1', '10.0.0.0/'])(
    'refuses %s',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});

it('writes addresses back', () => {
  expect(dottedIpv4(0x7f000001n)).toBe('127.0.0.1');
});
