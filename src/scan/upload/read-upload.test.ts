import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readUpload, type UploadRead } from './read-upload.ts';

const rules = {
  limits: { maxEntries: 5, maxEntryBytes: 1_000, maxTotalBytes: 2_000 },
  isWanted: (path: string) => path.endsWith('.py'),
};
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const json = (value: unknown): Promise<UploadRead> =>
  readUpload('application/json; charset=utf-8', bytes(JSON.stringify(value)), rules);

async function form(entries: readonly (readonly [string, Uint8Array<ArrayBuffer>])[]): Promise<UploadRead> {
  const data = new FormData();
  for (const [name, content] of entries) data.append('file', new Blob([content]), name);
  const request = new Response(data);
  const type = request.headers.get('content-type') ?? '';
  return readUpload(type, new Uint8Array(await request.arrayBuffer()), rules);
}

describe('an upload', () => {
  it('is code with a description, as the published guide sends it', async () => {
    expect(await json({ code: 'x = 1', description: 'AutoGen two-agent coding workflow' })).toEqual({
      files: [{ path: 'code.py', text: 'x = 1' }],
      notices: [],
    });
  });

  it('may be a notebook, or named files', async () => {
    expect(await json({ code: '{"cells": []}' })).toMatchObject({ files: [{ path: 'code.ipynb' }] });
    expect(
      await json({
        files: [
          { path: './a/b.py', content: 'x' },
          { path: 'c.py', content: 'y' },
        ],
      }),
    ).toMatchObject({ files: [{ path: 'a/b.py' }, { path: 'c.py' }] });
  });

  it('may be an archive, alone or in a form', async () => {
    const archive = new Uint8Array(zipSync({ 'a.py': strToU8('x'), 'b.png': strToU8('y') }));
    const files = [{ path: 'a.py', text: 'x' }];
    expect(await readUpload('application/zip', archive, rules)).toEqual({ files, notices: [] });
    expect(await form([['project.zip', archive]])).toEqual({ files, notices: [] });
    expect(await form([['a.py', bytes('x')]])).toEqual({ files, notices: [] });
  });

  it.each([
    ['nothing', {}, 'neither `code` nor `files`'],
    ['an address', { code: 'x', github_url: 'https://github.com/a/b' }, 'fetches nothing'],
    ['a wrong type', { code: 7 }, 'code:'],
    ['a path that leads out', { files: [{ path: '../x.py', content: '' }] }, 'no relative path'],
    ['one name twice', { code: 'x', files: [{ path: 'code.py', content: '' }] }, 'one name'],
    [
      'too many files',
      { files: Array.from({ length: 6 }, (_, n) => ({ path: `${n}.py`, content: '' })) },
      'more than 5',
    ],
    ['too much text', { code: 'x'.repeat(3_000) }, 'larger than 2000'],
  ])('is refused with %s', async (_, body, why) => {
    expect(await json(body)).toEqual({ refused: expect.stringContaining(why) });
  });

  it('is refused where it is not what it says', async () => {
    for (const type of [
      'application/json',
      'application/zip',
      'multipart/form-data; boundary=x',
      'text/plain',
      '',
    ]) {
      expect(await readUpload(type, bytes('<secret>'), rules)).toEqual({
        refused: expect.not.stringContaining('secret'),
      });
    }
  });

  it('says which file is no text', async () => {
    expect(await json({ files: [{ path: 'a.py', content: 'x\u0000y' }] })).toEqual({
      files: [],
      notices: [{ file: 'a.py', message: 'not a text: not read' }],
    });
  });

  it('is read or refused, never a fault', async () => {
    const type = fc.constantFrom(
      'application/json',
      'application/zip',
      'multipart/form-data; boundary=b',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(type, fc.uint8Array(), async (contentType, any) => {
        const read = await readUpload(contentType, new Uint8Array(any), rules);
        expect('refused' in read || 'files' in read).toBe(true);
      }),
    );
  });
});
