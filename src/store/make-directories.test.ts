import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectories } from './make-directories.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sallyport-directories-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

describe('making directories', () => {
  it('makes each that is missing, with the mode, and is content with what is there', () => {
    const path = join(place, 'a', 'b', 'c');
    makeDirectories(path, 0o700);
    makeDirectories(path, 0o700);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(place, 'a')).mode & 0o777).toBe(0o700);
  });

  it('says why where a file or a dangling link is in the way', () => {
    writeFileSync(join(place, 'file'), '');
    symlinkSync(join(place, 'nowhere'), join(place, 'link'));
    expect(() => makeDirectories(join(place, 'file'))).toThrow('EEXIST');
    expect(() => makeDirectories(join(place, 'file', 'below'))).toThrow('ENOTDIR');
    expect(() => makeDirectories(join(place, 'link', 'below'))).toThrow(/EEXIST|ENOENT/);
  });

  it.runIf(existsSync('/proc/self'))('comes back from a file system that makes none', () => {
    expect(() => makeDirectories('/proc/nope/below')).toThrow('ENOENT');
  });
});
