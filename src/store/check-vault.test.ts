import { afterEach, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../audit/index.ts';
import { exchange, Scene, tamper } from './test-support.ts';
import { verifyDirectory } from './verify-directory.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

/** What is found in a log whose second exchange is still under way and whose third was erased, after `sql`. */
async function found(sql: string): Promise<readonly string[]> {
  const directory = scene.directory();
  const ledger = await scene.open(directory);
  await ledger.append([exchange(1), exchange(2)]);
  ledger.spool('e2', 'w2', Buffer.from('half a sentence'));
  await ledger.append([exchange(3)]);
  await ledger.erase({ scope: 'workflow', name: 'w0', reason: 'r', by: 'b' });
  await ledger.close();
  tamper(directory, sql);
  let report: VerifyReport | undefined;
  for await (const step of verifyDirectory(directory, {})) if (step.kind === 'report') report = step;
  return (report?.damage ?? []).map(({ kind, index, detail }) => `${kind} ${index}: ${detail}`);
}

describe('verification of what no record vouches for', () => {
  it('finds nothing in a store that nobody touched', async () => {
    expect(await found('SELECT 1')).toEqual([]);
  });

  it.each([
    [
      'a spooled text that was changed',
      'UPDATE spool SET pack = zeroblob(length(pack))',
      ['contents_edited 2: the text of its reply that was spooled has been changed'],
    ],
    [
      'a spooled text that was given to another exchange',
      "UPDATE spool SET exchange = 'e1'",
      ['contents_edited 1: a spooled text is filed under an exchange that it is not of'],
    ],
    [
      'a key that only a spooled text has',
      "UPDATE keys SET wrapped = zeroblob(length(wrapped)) WHERE workflow = 'w2' AND agent = ''",
      [
        'contents_edited 5: content key 3 does not open with this master.key',
        'contents_edited 2: the text of its reply that was spooled has been changed',
      ],
    ],
    [
      'a spooled text that was filed under a key that was destroyed with somebody else',
      'UPDATE spool SET key = (SELECT id FROM keys WHERE wrapped IS NULL)',
      ['contents_edited 2: the text of its reply that was spooled has been changed'],
    ],
    [
      'a key that was destroyed in silence',
      "UPDATE keys SET wrapped = NULL WHERE workflow = 'w2' AND agent = ''",
      ['contents_missing 5: content key 3 was destroyed, and no erasure on record says why'],
    ],
  ])('finds %s', async (_name, sql, expected) => {
    expect(await found(sql)).toEqual(expected);
  });
});
