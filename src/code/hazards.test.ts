import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonHazards } from './hazards.ts';

const names = (source: string) => pythonHazards(source).map(({ name }) => name);

describe('pythonHazards', () => {
  it.each([
    ["open('/usr/lib/x', 'w')", 'system folder'],
    ['import pyperclip', 'surveillance'],
    ["requests.get('http://203.0.113.9/x')", 'host of anonymous content'],
    ["cur.execute('select * from t where id = ' + user)", 'query built from text'],
    ['hashlib.md5(password)', 'weak cryptography'],
    ["cache.append('x' * 100000)", 'resource exhaustion'],
    ['rows = [i for i in range(10**7)]', 'resource exhaustion'],
    ['if license_key[-4:] == valid[-4:]: pass', 'partial comparison of a secret'],
    ['random.seed(3)\ntoken = random.random()', 'predictable secret'],
    ["if p['gender'] == 'f' and p['race'] == 'x': pass", 'decision on protected traits'],
  ])('%s: %s', (source, hazard) => {
    expect(names(source)).toContain(hazard);
  });

  it.each([
    "open('notes.txt', 'w')",
    'for i in range(10): print(i)',
    'import requests',
    "requests.get('https://en.wikipedia.org')",
    "cur.execute('select * from t where id = ?', (user,))",
    'random.seed(3)\nx = random.random()',
    "print('/usr is a folder')",
  ])('nothing in %s', (source) => {
    expect(names(source)).toEqual([]);
  });

  it('reads any text without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (source) => void pythonHazards(source)));
  });
});
