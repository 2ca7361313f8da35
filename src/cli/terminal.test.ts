import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns, createTerminal, jsonText, oneLine, printable, wantsColor } from './terminal.ts';

describe('printable', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a carriage return that would overwrite the line', 'BLOCK\rALLOW', 'BLOCK\\u{d}ALLOW'],
    ['a C1 control', 'a\u009b31m', 'a\\u{9b}31m'],
    ['a reversed reading direction', 'a\u202eb', 'a\\u{202e}b'],
    ['a zero-width joiner', 'ad\u200dmin', 'ad\\u{200d}min'],
    ['invisible tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
    ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
  ])('makes %s visible', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves letters of all scripts, emoji, line feeds and tabs as they are', () => {
    const text = 'Grüße, 東京 \u{1f680}\n\tsame';
    expect(printable(text)).toBe(text);
  });

  it('never lets a control or format character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text).replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(oneLine(text)).not.toMatch(/\s(?<! )(?<!\p{Zs})/u);
      }),
    );
  });
});

describe('jsonText', () => {
  it('never lets a control or format character through, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (value) => {
        expect(jsonText(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(jsonText(value))).toEqual(value);
      }),
    );
    expect(jsonText({ tool: 'a\u009b2J\u202eb\u{e0041}' })).toBe(
      '{"tool":"a\\u009b2J\\u202eb\\udb40\\udc41"}',
    );
  });
});

describe('oneLine', () => {
  it('shows line ends and tabs instead of obeying them', () => {
    expect(oneLine('x\n2026 #5 ALLOW\ty')).toBe('x\\n2026 #5 ALLOW\\ty');
  });
});

describe('columns', () => {
  it('aligns cells and leaves no blanks at the end', () => {
    expect(columns([['A', 'LONG', 'C'], ['aaaa', 'b', ''], []])).toEqual(['A     LONG  C', 'aaaa  b', '']);
  });

  it('does not cut rows of different lengths', () => {
    expect(columns([['a'], ['b', 'c', 'd']])).toEqual(['a', 'b  c  d']);
    expect(columns([])).toEqual([]);
  });
});

describe('a terminal', () => {
  const none = createTerminal({ json: false, color: false, stdout: process.stdout, stderr: process.stderr });
  const colored = createTerminal({
    json: false,
    color: true,
    stdout: process.stdout,
    stderr: process.stderr,
  });

  it('paints only where colours are wanted', () => {
    expect(none.paint('red', 'x')).toBe('x');
    expect(colored.paint('red', 'x')).toBe('\u001b[31mx\u001b[0m');
  });

  it('writes errors without colours where standard error is a file', () => {
    let text = '';
    const stderr = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString('utf8');
        done();
      },
    });
    const terminal = createTerminal({ json: false, color: true, stdout: process.stdout, stderr });
    terminal.error(`${terminal.paint('red', 'error:')} no`);
    expect(text).toBe('error: no\n');
  });

  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
  ])('wants colours of %j in %j: %j', (stream, environment, wanted) => {
    expect(wantsColor(stream, environment)).toBe(wanted);
  });
});
