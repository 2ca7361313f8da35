import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesAtRevision } from './revision.ts';

let root = '';
const git = (...args: readonly string[]): void => {
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' });
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sp-revision-'));
  git('init', '-q');
  mkdirSync(join(root, 'app'));
  writeFileSync(join(root, 'app/a.py'), 'x = "ü"\n'.repeat(5));
  writeFileSync(join(root, 'b.py'), 'y = 2\n');
  writeFileSync(join(root, 'c.txt'), 'no');
  symlinkSync('b.py', join(root, 'link.py'));
  git('add', '.');
  git('commit', '-qm', 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = async (revision: string, workingDirectory = root) => {
  const files = await filesAtRevision(revision, {
    workingDirectory,
    isWanted: (path) => path.endsWith('.py'),
    maxFileBytes: 1_000,
    maxTotalBytes: 10_000,
  });
  return files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]);
};

describe('an earlier revision', () => {
  it('is read without touching the working tree', async () => {
    writeFileSync(join(root, 'b.py'), 'y = 3\n');
    expect(await read('HEAD')).toEqual([
      ['app/a.py', 'x = "ü"\n'.repeat(5)],
      ['b.py', 'y = 2\n'],
    ]);
  });

  it('names files as they are called now, from the folder in which the scan runs', async () => {
    renameSync(join(root, 'app/a.py'), join(root, 'app/new.py'));
    git('add', '-A');
    expect((await read('HEAD', join(root, 'app'))).map(([path]) => path)).toEqual([
      'new.py',
      join(root, 'b.py'),
    ]);
  });

  it.each(['no-such', '--output=/tmp/x', 'HEAD:b.py'])('is refused as %s', async (revision) => {
    await expect(read(revision)).rejects.toThrow('git knows no such revision');
  });

  it('runs nothing that the repository’s own configuration names', async () => {
    const trap = join(root, 'trapped');
    git('config', 'core.fsmonitor', `touch ${trap}`);
    git('config', 'filter.evil.clean', `touch ${trap}`);
    git('config', 'diff.external', `touch ${trap}`);
    writeFileSync(join(root, '.gitattributes'), '* filter=evil\n');
    await read('HEAD');
    expect(existsSync(trap)).toBe(false);
  });

  it('fetches nothing from where the repository’s own configuration says that an object is', async () => {
    const trap = join(root, 'trapped');
    const evil = join(root, 'evil.sh');
    writeFileSync(evil, `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    const object = execFileSync('git', ['rev-parse', 'HEAD:b.py'], { cwd: root, encoding: 'utf8' }).trim();
    rmSync(join(root, '.git/objects', object.slice(0, 2), object.slice(2)));
    git('config', 'core.repositoryFormatVersion', '1');
    git('config', 'extensions.partialClone', 'origin');
    git('config', 'remote.origin.promisor', 'true');
    git('config', 'remote.origin.url', root);
    git('config', 'remote.origin.uploadpack', evil);
    git('config', 'protocol.file.allow', 'always');
    await expect(read('HEAD')).rejects.toThrow('does not hold every file');
    expect(existsSync(trap)).toBe(false);
  });
});
