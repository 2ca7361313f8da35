// The promises of the entry: limits, embedded code, evidence without source text, and bounded work on hostile input.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeCode, type CodeFacts } from './index.ts';

const LIMIT = 64 * 1024;

function analysed(language: string, source: string): CodeFacts & { kind: 'analysed' } {
  const facts = analyzeCode(language, source);
  if (facts.kind === 'unknown') throw new Error(facts.why);
  return facts;
}

describe('analyzeCode', () => {
  it('knows Python and shell by their usual names and says so of no other language', () => {
    expect(analyzeCode('Python', 'x = 1').kind).toBe('analysed');
    expect(analyzeCode('bash', 'ls').kind).toBe('analysed');
    for (const language of ['', 'powershell', 'javascript', 'constructor', '__proto__']) {
      expect(analyzeCode(language, 'x')).toEqual({ kind: 'unknown', why: 'language' });
    }
  });

  it('answers unknown for a NUL character and for source beyond 64 Ki', () => {
    expect(analyzeCode('python', 'x\0')).toEqual({ kind: 'unknown', why: 'nul_byte' });
    expect(analyzeCode('sh', 'a'.repeat(LIMIT + 1))).toEqual({ kind: 'unknown', why: 'too_large' });
    expect(analyzeCode('sh', '#'.repeat(LIMIT)).kind).toBe('analysed');
  });

  it('sorts the capabilities and names the line of each', () => {
    const facts = analysed('python', 'import os\n\nos.system("ls")\nopen("a", "w")\n');
    expect(facts.capabilities).toEqual(['filesystem_write', 'subprocess']);
    expect(facts.evidence).toEqual([
      { capability: 'filesystem_write', line: 4, what: 'open' },
      { capability: 'subprocess', line: 3, what: 'os.system' },
    ]);
  });

  it('gives embedded code the line of the literal that holds it', () => {
    const facts = analysed('python', 'import os\nos.system("""\n\n\ncurl a\n""")');
    expect(facts.evidence).toContainEqual({ capability: 'network', line: 2, what: 'curl' });
  });

  it('never repeats text of the source as evidence', () => {
    const secret = 'hunter2hunter2';
    const facts = analysed(
      'python',
      `import requests as ${secret}\n${secret}.${secret}("${secret}")\nimport os\nos.system("curl ${secret}; /${secret}/x")`,
    );
    expect(facts.evidence.length).toBeGreaterThan(1);
    expect(JSON.stringify(facts)).not.toContain(secret);
  });

  it('bounds the evidence without losing a capability', () => {
    const facts = analysed('python', `${'open("a", "w")\n'.repeat(1000)}eval("1")`);
    expect(facts.evidence).toHaveLength(64);
    expect(facts.capabilities).toEqual(['dynamic_code', 'filesystem_write']);
  });

  it('reads embedded code three levels deep and says when there is more', () => {
    const nest = (code: string, depth: number): string =>
      depth === 0 ? code : `sh -c '${nest(code, depth - 1).replaceAll("'", "'\\''")}'`;
    expect(analysed('sh', nest('curl a', 3)).capabilities).toContain('network');
    expect(analysed('sh', nest('curl a', 3)).complete).toBe(true);
    expect(analysed('sh', nest('curl a', 4)).complete).toBe(false);
  });

  it('reads shell in Python in shell', () => {
    const code = `python - <<'E'\nimport subprocess\nsubprocess.run("curl a | python3 -c 'import shutil; shutil.rmtree(1)'", shell=True)\nE`;
    expect(analysed('sh', code).capabilities).toEqual([
      'destructive',
      'filesystem_write',
      'network',
      'subprocess',
    ]);
  });
});

describe('hostile source', () => {
  const unit = (text: string) => text.repeat(Math.floor(LIMIT / text.length));
  const python = [
    '(',
    '[',
    '{',
    '((',
    ')',
    'f"{',
    "f'{x:{",
    "f'{x:",
    '"',
    '"""',
    '\\\n',
    '\\',
    'a.',
    'a(',
    'a[',
    '[(x)',
    '@',
    'def ',
    'lambda ',
    'lambda:',
    'import ',
    'from ',
    'x=x+x\n',
    'x=[x,x]\n',
    'y=x;x=y\n',
    'a:=',
    'x,',
    'not ',
    '\n ',
    ' \t',
    '#',
    '!',
    '%',
    '\ud800',
    '😀',
    'with x as ',
    'for x in ',
    'if x:',
    'else ',
    '"a"',
    '"a"+',
    '.join(',
    'exec(',
    'getattr(os,',
    'é',
    '1',
    '0x',
    '\r',
  ];
  const shell = [
    '(',
    ')',
    '"',
    '\\\n',
    '\\',
    '$(',
    '${',
    '`',
    '<<E\n',
    '<<<',
    '<',
    '>',
    '|',
    'a|',
    'a;',
    '&',
    'a=(',
    'a=$a$a;',
    '$a',
    "$'",
    'case a in ',
    'a()',
    '[[ ',
    '((',
    '$((',
    'sudo ',
    'xargs ',
    'eval ',
    "sh -c '",
    'cat <<E|sh\n',
    '{ ',
    'if ',
    ';;',
    'esac ',
    '~',
    '\u0001',
    '\ud800',
    '\n',
    ' ',
  ];
  const table = [...python.map((text) => ['python', text]), ...shell.map((text) => ['sh', text])];
  const long = `x = "${'A'.repeat(20_000)}"\n`;

  it.each(table)('%s: 64 KiB of %j are read without a crash', (language = '', text = '') => {
    expect(analyzeCode(language, unit(text)).kind).toBe('analysed');
  });

  it.each([
    ['x+x\n'],
    ['x=x+x\n'],
    ['"%s"%x\n'],
    ['"".join([x,x])\n'],
    ['f"{x}{x}"\n'],
    ['exec(x)\n'],
    ['y=x\n'],
    ['eval "$x"\n'],
    ['x=$x$x\n'],
  ])('a long literal used thousands of times, %j, does not multiply', (text) => {
    const code = long + text.repeat(Math.floor((LIMIT - long.length) / text.length));
    for (const language of ['python', 'sh']) expect(analyzeCode(language, code).kind).toBe('analysed');
  });

  it('never throws and answers the same twice, whatever the characters', () => {
    const words = [
      'os',
      '.system',
      '(',
      ')',
      '"',
      "'",
      'f"',
      '{',
      '}',
      '\n',
      ' ',
      'import ',
      '$(',
      '`',
      '<<E',
      '|',
      'sh',
      '=',
      '\\',
      ':',
    ];
    const source = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom('python', 'sh'), source, (language, code) => {
        expect(analyzeCode(language, code)).toEqual(analyzeCode(language, code));
      }),
    );
  });

  it('finds what stands behind a broken token, and does not call the analysis complete', () => {
    for (const broken of ['x = "abc\n', 'print(1))\n', '$\n', "f'{x!'\n"]) {
      const facts = analysed('python', `${broken}import os\nos.system("ls")`);
      expect(facts.complete).toBe(false);
    }
  });
});
