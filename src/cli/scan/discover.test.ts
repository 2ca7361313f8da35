import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discover } from './discover.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sp-discover-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const find = (paths: readonly string[] = ['.'], maxFiles = 100) =>
  discover(paths, { workingDirectory: root, isWanted: (path) => path.endsWith('.py'), maxFiles });

describe('the files of a scan', () => {
  it('are those under the paths that the scanner reads, sorted, each once', () => {
    for (const path of ['b.py', 'a/z.py', 'a/readme.md']) put(path);
    expect(find(['.', 'a', 'b.py']).files).toEqual(['a/z.py', 'b.py']);
  });

  it('include whatever is named itself', () => {
    put('.gitignore', '*');
    put('notes.md');
    expect(find(['notes.md']).files).toEqual(['notes.md']);
  });

  it('leave out what .gitignore names, also in a folder above the path', () => {
    mkdirSync(join(root, '.git'));
    put('.gitignore', 'build/\n/app/skip.py\n');
    for (const path of ['app/skip.py', 'app/keep.py', 'app/build/x.py']) put(path);
    put('app/.gitignore', 'local_*\n');
    put('app/local_x.py');
    expect(find(['app']).files).toEqual(['app/keep.py']);
  });

  it('leave out other people’s code', () => {
    for (const path of ['.venv/x.py', 'node_modules/x.py', 'lib/site-packages/x.py', 'ok.py']) put(path);
    expect(find().files).toEqual(['ok.py']);
  });

  it('are found although links lead in circles', () => {
    put('a/b/c.py');
    symlinkSync(root, join(root, 'a/b/loop'));
    symlinkSync('/etc/hostname', join(root, 'out.py'));
    expect(find()).toEqual({ files: ['a/b/c.py'], notices: ['links are not followed: 2 left out'] });
  });

  it('are not hidden by an ignore file that is a link or too large, which a device behind it would make endless', () => {
    put('rules', '*');
    put('a/x.py');
    put('b/y.py');
    symlinkSync(join(root, 'rules'), join(root, 'a/.gitignore'));
    put('b/.gitignore', '*\n'.repeat(1_000_000));
    expect(find().files).toEqual(['a/x.py', 'b/y.py']);
  });

  it('end at their limit, which is said', () => {
    for (let n = 0; n < 5; n += 1) put(`${n}.py`);
    expect(find(['.'], 3)).toEqual({
      files: ['0.py', '1.py', '2.py'],
      notices: ['only the first 3 files are scanned'],
    });
  });

  it('need a path that is there', () => {
    expect(() => find(['nowhere'])).toThrow('cannot scan nowhere: there is no such file or folder');
  });
});
