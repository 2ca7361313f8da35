import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineageDoor as door } from '../../test/support/lineage-door.ts';
import type { EnteringText } from './entering.ts';
import { Lineage } from './lineage.ts';
import { traceable } from './prints/text-prints.ts';
import { type SpanFacts, sourceKey } from './span-facts.ts';

const KEY = 7;
const SECRET = 'The vault of Acme opens with 4417-8820-1195 at 123 Main St, Springfield, IL 62701.';

function facts(lineage: Lineage, text: string, over: Partial<EnteringText> = {}): SpanFacts {
  const entering: EnteringText = {
    text,
    digest: `sha ${text.slice(0, 64)}`,
    origin: { kind: 'tool', name: 'vault' },
    labels: ['confidential'],
    place: { exchange: 'e1', message: 1 },
    ...over,
  };
  return lineage.spanFacts('w', entering, KEY);
}

function knowing(): Lineage {
  const lineage = new Lineage();
  lineage.apply(door({ spans: [facts(lineage, SECRET)] }));
  return lineage;
}

function isTraced(lineage: Lineage, text: string): boolean {
  return lineage
    .view('w', KEY)
    .parts(text)
    .some(({ labels }) => labels.includes('confidential'));
}

const base64 = (text: string, times: number): string =>
  times === 0 ? text : base64(Buffer.from(text).toString('base64'), times - 1);

describe('hostile text', () => {
  test.each([
    ['between lone surrogates', `\ud800${SECRET}\udc00`],
    ['with a lone surrogate behind every letter', [...SECRET].join('\ud800')],
    ['with zero-width characters inside', [...SECRET].join('\u200b')],
    ['with combining marks', [...SECRET].join('\u0301')],
    [
      'in Cyrillic letters that look the same',
      SECRET.replaceAll('a', 'а').replaceAll('e', 'е').replaceAll('o', 'о'),
    ],
    [
      'behind right-to-left marks, in full width',
      `\u202e${SECRET.replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))}`,
    ],
    [
      'in mathematical letters',
      SECRET.replace(/[a-z]/g, (c) => String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97)),
    ],
    ['in base64 of base64 of base64', base64(SECRET, 3)],
    ['at the end of a megabyte', 'x '.repeat(512 * 1024) + SECRET],
  ])('a secret is recognised %s', (_, text) => {
    expect(isTraced(knowing(), text)).toBe(true);
  });

  test.each([
    ['encoded more often than anybody looks', base64(SECRET, 4)],
    ['in the middle of a megabyte', `${'x '.repeat(128 * 1024)}${SECRET}${'x '.repeat(128 * 1024)}`],
  ])('what is %s is said not to be traceable, so that a condition on its origin fails closed', (_, text) => {
    expect(isTraced(knowing(), text)).toBe(false);
    expect(traceable(text)).toBe(false);
  });

  test('what is read in full is traceable', () => {
    for (const text of [SECRET, base64(SECRET, 3), 'https://a.test/?q=a%2520b', 'x '.repeat(64 * 1024)])
      expect(traceable(text)).toBe(true);
  });

  test('whatever a text is, its facts are bounded by its length, and survive the record', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => Buffer.from(text).toString('base64')),
      fc.constantFrom(
        '\ud800',
        '\udfff',
        '\u200b',
        '%25',
        '\u{e0041}',
        'a\u0301\u0301',
        '\u0000',
        '\ufeff',
        'ﷺ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const made = facts(knowing(), text, { origin: { kind: 'user' } });
        expect(made.grams.length).toBeLessThanOrEqual(4 * 6 * text.length);
        expect(JSON.parse(JSON.stringify(made))).toEqual(made);
      }),
      { numRuns: 40 },
    );
  });
});

describe('hostile numbers', () => {
  test('a hundred thousand tool results in one call leave what was confidential before them confidential', () => {
    const lineage = knowing();
    const result = facts(lineage, 'a result like all the others of them', { labels: ['untrusted'] });
    const results = Array.from({ length: 100_000 }, (_, at): SpanFacts => {
      return { ...result, digest: `d${at}`, origin: { kind: 'tool', name: `tool_${at}` } };
    });
    const messages = [`sha ${SECRET.slice(0, 64)}`, ...results.map(({ digest }) => digest)];
    lineage.apply(door({ spans: results, messages }));
    expect(isTraced(lineage, SECRET)).toBe(true);
    const behind = lineage.view('w', KEY).behind('reader');
    expect(behind.length).toBeLessThan(300);
    expect(behind.some(({ labels }) => labels.includes('confidential'))).toBe(true);
  });

  test('a text that quotes a hundred others keeps the label that only the last of them has', () => {
    const lineage = new Lineage();
    const others = Array.from(
      { length: 100 },
      (_, at) => `Entry number ${at} of the public list speaks of ${at * 7919} and ${at * 104_729}.`,
    );
    for (const [at, text] of others.entries()) {
      const origin = { kind: 'tool', name: `tool_${at}` } as const;
      lineage.apply(door({ spans: [facts(lineage, text, { origin, labels: ['untrusted'] })] }));
    }
    lineage.apply(door({ spans: [facts(lineage, SECRET)] }));
    const quoting = facts(lineage, [...others, SECRET].join('\n'), {
      origin: { kind: 'agent', name: 'reader' },
      labels: [],
    });
    expect(quoting.labels).toContain('confidential');
    expect(quoting.repeats.length).toBeLessThan(20);
  });

  test('ten thousand agents that pass a secret on are all known to have it', () => {
    const lineage = knowing();
    const digest = `sha ${SECRET.slice(0, 64)}`;
    for (let at = 0; at < 10_000; at += 1) lineage.apply(door({ agent: `agent_${at}`, messages: [digest] }));
    for (const agent of ['agent_0', 'agent_5000', 'agent_9999'])
      expect(
        lineage
          .view('w', KEY)
          .behind(agent)
          .map(({ origin }) => sourceKey(origin)),
      ).toEqual(['tool:vault']);
  });

  test('a value that many tools have said is still the one’s who alone has its label', () => {
    const lineage = new Lineage();
    for (let at = 0; at < 50; at += 1)
      lineage.apply(
        door({
          spans: [
            facts(lineage, `4417-8820-1195 ${at}`, {
              origin: { kind: 'tool', name: `tool_${at}` },
              labels: ['untrusted'],
            }),
          ],
        }),
      );
    lineage.apply(door({ spans: [facts(lineage, SECRET)] }));
    expect(isTraced(lineage, 'call 441788201195')).toBe(true);
    expect(lineage.view('w', KEY).parts('call 441788201195').length).toBeLessThan(20);
  });
});

describe('ids that collide', () => {
  test('a call id that one reply gives to two tools stands for either', () => {
    const lineage = new Lineage();
    const calls = [
      { id: 'c1', tool: 'vault' },
      { id: 'c1', tool: 'weather' },
      { id: 'c2', tool: 'weather' },
    ];
    lineage.apply(door({ emissions: ['e1'], calls }));
    expect(lineage.releasedCall('w', 'c1')).toEqual({ agent: 'reader', tool: 'weather', orTools: ['vault'] });
    expect(lineage.releasedCall('w', 'c2')).toEqual({ agent: 'reader', tool: 'weather' });
  });

  test('a text under the digest of another takes nothing from it', () => {
    const lineage = knowing();
    const digest = `sha ${SECRET.slice(0, 64)}`;
    lineage.apply(
      door({ spans: [facts(lineage, 'Nothing to see here, move along now please', { digest, labels: [] })] }),
    );
    expect(isTraced(lineage, SECRET)).toBe(true);
  });
});
