import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { directoryAnchor, fileAnchor } from './anchors.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-anchors-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const checkpoint = { origin: '../../log', size: 7, text: 'note\n' };

it('a file anchor adds one line for each checkpoint', async () => {
  const path = join(root, 'checkpoints.jsonl');
  await fileAnchor(path).put(checkpoint);
  await fileAnchor(path).put({ ...checkpoint, size: 9 });
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ size: 7 }, { size: 9 }]);
});

it('a directory anchor keeps one object for each size, inside, and replaces none: another branch is refused', async () => {
  const directory = join(root, 'bucket');
  await directoryAnchor(directory).put(checkpoint);
  await expect(directoryAnchor(directory).put({ ...checkpoint, text: 'fork\n' })).rejects.toThrow('EEXIST');
  expect(readdirSync(directory)).toEqual(['.._.._log']);
  const [name = ''] = readdirSync(join(directory, '.._.._log'));
  expect(name).toBe('checkpoint-0000000000000007');
  expect(readFileSync(join(directory, '.._.._log', name), 'utf8')).toBe('note\n');
});
