import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Line, linesOf } from './row-stream.ts';

async function read(name: string, bytes: Uint8Array | string): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rows-'));
  try {
    writeFileSync(join(folder, name), bytes);
    const lines: Line[] = [];
    for await (const line of linesOf(folder, name)) lines.push(line);
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const kinds = (lines: readonly Line[]) => lines.map(({ kind, number }) => `${number} ${kind}`);

describe('a file of rows', () => {
  it('says which line is no row, and reads on', async () => {
    const lines = await read('x.jsonl', '{"id":"a"}\n\n{"id":\n7\n{"id":"b","label":1}');
    expect(kinds(lines)).toEqual(['1 row', '3 bad', '4 bad', '5 row']);
  });

  it('may be packed, in several members, and end without a newline', async () => {
    const packed = Buffer.concat([gzipSync('{"id":"a"}\r\n'), gzipSync('{"id":"b"}')]);
    expect(kinds(await read('x.jsonl.gz', packed))).toEqual(['1 row', '2 row']);
  });

  it('that breaks off is a bad line behind those that could be read', async () => {
    const rows = Array.from({ length: 5000 }, (_, id) => JSON.stringify({ id, text: `text ${id * 7919}` }));
    const lines = await read('x.jsonl.gz', gzipSync(rows.join('\n')).subarray(0, -200));
    expect(lines.at(-1)?.kind).toBe('bad');
    expect(lines.filter(({ kind }) => kind === 'bad')).toHaveLength(1);
  });

  it('has rows of any form: what is no text is written down, what stands beside meta belongs to it', async () => {
    const [line] = await read('x.jsonl', '{"id":7,"text":{"a":1},"messages":[],"meta":"none"}');
    expect(line).toMatchObject({ row: { id: '7', label: '', text: '{"a":1}', meta: { messages: [] } } });
  });
});
