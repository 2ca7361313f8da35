import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cursorFile } from './cursor-file.ts';

const home = mkdtempSync(join(tmpdir(), 'sallyport-cursor-'));
afterAll(() => rmSync(home, { recursive: true }));

describe('a cursor file', () => {
  it('is undefined before it was ever saved, and then what was saved last', async () => {
    const file = cursorFile(join(home, 'exports', 'siem.json'));
    expect(await file.load()).toBeUndefined();
    await file.save('one');
    await file.save('two');
    expect(await file.load()).toBe('two');
    expect(readdirSync(join(home, 'exports'))).toEqual(['siem.json']);
  });

  it('is for its owner alone', async () => {
    await cursorFile(join(home, 'private.json')).save('x');
    expect(statSync(join(home, 'private.json')).mode & 0o077).toBe(0);
  });

  it('says what is wrong when it can not be read', async () => {
    await expect(cursorFile(home).load()).rejects.toThrow('EISDIR');
  });
});
