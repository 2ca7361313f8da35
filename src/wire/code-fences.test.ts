import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFenceScanner, type FencedBlock, findFences } from './code-fences.ts';
import { executorLanguage, interpreterOf } from './fence-grammar.ts';

// The executors' own patterns, as whole-text searches. Python's \w and \s in JavaScript's words.
const W = '[\\p{L}\\p{N}_]';
const S = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const classic = new RegExp(`\`\`\`[ \\t]*(${W}+)?[ \\t]*\\r?\\n([\\s\\S]*?)\\r?\\n[ \\t]*\`\`\``, 'gu');
const spaced = new RegExp(`\`\`\`(?:${S}*((?:${W}|[+\\-])+))?\\n([\\s\\S]*?)\`\`\``, 'gu');
const configured = new RegExp(`\`\`\`(?:${S}*((?:${W}|[+\\-])+))\\n([\\s\\S]*?)\`\`\``, 'uy');

function searched(pattern: RegExp, text: string): FencedBlock[] {
  return [...text.matchAll(pattern)].map((m) => ({
    language: m[1] ?? '',
    code: m[2] ?? '',
    start: m.index,
    end: m.index + m[0].length,
  }));
}

/** Every fence that opens a block in a language that some executor knows, wherever it stands. */
function configurable(text: string): FencedBlock[] {
  const found: FencedBlock[] = [];
  for (let at = text.indexOf('```'); at !== -1; at = text.indexOf('```', at + 1)) {
    configured.lastIndex = at;
    const m = configured.exec(text);
    if (m?.[1] === undefined || interpreterOf(m[1]) === undefined) continue;
    found.push({ language: m[1], code: m[2] ?? '', start: at, end: at + m[0].length });
  }
  return found;
}

function key(block: FencedBlock): string {
  return JSON.stringify([block.end, block.start, block.language, block.code.trimEnd()]);
}

function expected(text: string): string[] {
  return [
    ...new Set([...searched(classic, text), ...searched(spaced, text), ...configurable(text)].map(key)),
  ].sort();
}

function keys(blocks: readonly FencedBlock[]): string[] {
  return blocks.map(key).sort();
}

const fragment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('```', '`', '``', '````', '\n', '\r\n', '\n\n', ' ', '\t', '\n```', '\n```\n'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'python',
      'sh',
      'bash',
      'c++',
      'x',
      'print(1)',
      '```python\n',
      '```sh\nls\n```',
      'py',
      '\r',
      '\v',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'é',
      '\u{1d41a}',
      '\ud835',
      '\udc1a',
      '😀',
      '\u0085',
      '\ufeff',
      '\u2028',
      '\x1c',
      '-',
    ),
  },
);
const fenced = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''));

/** Cuts a text at the given places, modulo its length. */
function cut(text: string, at: readonly number[]): string[] {
  const places = [...new Set(at.map((n) => n % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, k) => text.slice(from, places[k] ?? text.length));
}

describe('code fences', () => {
  it('are the union of what the three executor patterns find', () => {
    fc.assert(
      fc.property(fenced, (text) => {
        expect(keys(findFences(text))).toEqual(expected(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('are found the same however the text is split', () => {
    fc.assert(
      fc.property(fenced, fc.array(fc.nat()), (text, at) => {
        const whole = findFences(text);
        const scanner = createFenceScanner();
        for (const piece of cut(text, at)) scanner.push(piece);
        expect(scanner.blocks).toEqual(whole);
        const single = createFenceScanner();
        for (let i = 0; i < text.length; i++) single.push(text.charAt(i));
        expect(single.blocks).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it('stop behind each completed block when asked to', () => {
    fc.assert(
      fc.property(fenced, (text) => {
        const scanner = createFenceScanner();
        for (let at = 0; at < text.length; ) {
          const before = scanner.blocks.length;
          at += scanner.pushToBlock(text.slice(at));
          for (const block of scanner.blocks.slice(before)) expect(block.end).toBe(at);
        }
        expect(scanner.blocks).toEqual(findFences(text));
      }),
    );
  });

  it('never begin below an offset that was called safe', () => {
    fc.assert(
      fc.property(fenced, fenced, (before, after) => {
        const scanner = createFenceScanner();
        scanner.push(before);
        const { safeUntil } = scanner;
        const known = scanner.blocks.length;
        scanner.push(after);
        for (const block of scanner.blocks.slice(known))
          expect(block.start).toBeGreaterThanOrEqual(safeUntil);
      }),
      { numRuns: 2000 },
    );
  });

  it('leave prose without backticks safe at once, and an open fence unsafe until the text ends', () => {
    const scanner = createFenceScanner();
    scanner.push('some prose');
    expect(scanner.safeUntil).toBe(10);
    scanner.push(' ```python\nprint(1)');
    expect(scanner.safeUntil).toBe(11);
    scanner.end();
    expect(scanner.safeUntil).toBe(29);
    expect(scanner.blocks).toEqual([]);
  });

  it.each([
    ['prose ```python\nx\n```', ['python']],
    ['````python\nx=1\n````', ['python']],
    ['  ```sh\n  ls\n  ```', ['sh']],
    ['```\npip install x\n```', ['']],
    ['```sh\nls```', ['sh']],
    ['```c++\nx\n```', ['c++']],
    ['```python {x}\nx\n```', []],
    ['~~~python\nx\n~~~', []],
    ['```\npython\nx\n```', ['', 'python']],
  ])('reads %j as the executors do', (text, languages) => {
    expect(findFences(text).map((block) => block.language)).toEqual(languages);
  });

  it('find a language that only some executors are configured for behind a fence that others take as a closing one', () => {
    const found = findFences('```python\nx\n```bash\nrm -rf /\n```');
    expect(found.map((block) => block.language)).toContain('bash');
  });

  it('stay linear in text that opens many fences and closes none', () => {
    const text = '```python\nx ` ``'.repeat(60_000);
    expect(findFences(text).length).toBeGreaterThan(0);
    const pieces = createFenceScanner();
    for (let i = 0; i < 60_000; i++) pieces.push('```a\n``` b');
    expect(pieces.blocks.length).toBeGreaterThan(0);
  });

  it('go on after a replaced block as a reader of the new text would', () => {
    const note = '[removed]';
    fc.assert(
      fc.property(fenced, fenced, (before, after) => {
        const scanner = createFenceScanner();
        const taken = scanner.pushToBlock(before);
        const ended = scanner.blocks.filter((block) => block.end === taken);
        if (ended.length === 0) return;
        const start = Math.min(...ended.map((block) => block.start));
        expect(scanner.replaceFrom(start, false)).toBe(true);
        const rest = before.slice(taken) + after;
        scanner.push(rest);
        const shift = start + note.length - taken;
        const seen = findFences(before.slice(0, start) + note + rest).filter((block) => block.end > start);
        const code = (b: FencedBlock) => ({
          ...b,
          start: b.start < start ? b.start : b.start - shift,
          end: b.end - shift,
          code: '',
        });
        expect(scanner.blocks.slice(ended.length).map((b) => ({ ...b, code: '' }))).toEqual(seen.map(code));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the language of a block', () => {
  it.each([
    ['Python', 'x', 'python'],
    ['py', 'x', 'python'],
    ['ſh', 'x', 'sh'],
    ['pwsh', 'x', 'powershell'],
    ['Rust', 'x', 'rust'],
    ['', 'pip install x', 'sh'],
    ['', 'python3 a.py', 'sh'],
    ['', 'python3.py', ''],
    ['', 'print(1)', ''],
  ])('of %j with %j is %j', (name, code, language) => {
    expect(executorLanguage(name, code)).toBe(language);
  });
});
