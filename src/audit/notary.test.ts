import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../domain/index.ts';
import { type Anchor, Notary } from './notary.ts';
import { readCheckpoint, signCheckpoint } from './tlog/checkpoint.ts';
import { consistencyProof, hashLeaf, rootOf, verifyConsistency } from './tlog/merkle.ts';
import { type NoteSignature, readNote, signatureLine } from './tlog/note.ts';
import { cosign, noteKeyLine, readNoteKey } from './tlog/note-key.ts';
import { readTlogPolicy } from './tlog/tlog-policy.ts';
import { GrowingTree, nodesOf } from './tlog/tree.ts';

function keyOf(name: string, algorithm: 'ed25519' | 'cosignature') {
  const { privateKey } = generateKeyPairSync('ed25519');
  const line = noteKeyLine(name, privateKey, algorithm);
  return { line, signer: { name, keyId: readNoteKey(line)?.id ?? '', key: privateKey } };
}

const logKey = keyOf('example.com/log', 'ed25519');
const [w1, w2] = [keyOf('w1.example', 'cosignature'), keyOf('w2.example', 'cosignature')];
const policyText = `log ${logKey.line}\nwitness one ${w1.line} https://w1.example/\nwitness two ${w2.line} https://w2.example\ngroup g any one two\nquorum g`;

/** A log of hashes, and a witness that checks what the protocol says it must. */
function scene(anchors: readonly Anchor[]) {
  const tree = new GrowingTree();
  const node = nodesOf((level) => tree.partial(level));
  const kept: NoteSignature[] = [];
  const records: JsonObject[] = [];
  let seen = { size: 0, root: Buffer.alloc(0) as Uint8Array };
  const grow = (count: number): void => {
    for (let each = 0; each < count; each++)
      tree.append(hashLeaf(Buffer.from(String(tree.size))), () => undefined);
  };
  const checkpointText = (): string =>
    signCheckpoint(
      { origin: 'example.com/log', size: tree.size, root: rootOf(node, tree.size) },
      logKey.signer,
    );
  const read = readTlogPolicy(policyText);
  const notary = new Notary({
    log: {
      verifier: logKey.line,
      checkpoint: async () => checkpointText(),
      receipt: async () => '',
      tile: async () => Buffer.alloc(0),
      consistency: async (from, to) => consistencyProof(node, from, to),
      addCosignatures: async (_size, signatures) => void kept.push(...signatures),
    },
    size: () => tree.size,
    record: async (body) => {
      records.push(body);
      grow(1);
    },
    post: async (url, body) => {
      if (url !== 'https://w1.example/add-checkpoint') throw new Error('connection refused');
      const [head = '', ...rest] = body.split('\n\n');
      const [old = '', ...proof] = head.split('\n');
      const checkpoint = readCheckpoint(rest.join('\n\n'))!;
      if (old !== `old ${seen.size}`) return { status: 409, body: `${seen.size}\n` };
      const hashes = proof.map((line) => Buffer.from(line, 'base64'));
      const isGrown = seen.size === 0 ? hashes.length === 0 : verifyConsistency(seen, checkpoint, hashes);
      if (!isGrown) return { status: 422, body: '' };
      seen = checkpoint;
      return { status: 200, body: signatureLine(cosign(w1.signer, checkpoint.note.text, 1_700_000_000)) };
    },
    policy: read.kind === 'policy' ? read.policy : undefined,
    anchors,
  });
  return { notary, grow, kept, records };
}

describe('a notary', () => {
  it('takes cosignatures, keeps them, anchors the cosigned checkpoint, and says who failed', async () => {
    const anchored: string[] = [];
    const good: Anchor = { name: 'good', put: async ({ text }) => void anchored.push(text) };
    const bad: Anchor = { name: 'bad', put: () => Promise.reject(new Error('no space')) };
    const { notary, grow, kept, records } = scene([good, bad]);
    grow(5);
    expect(await notary.round()).toEqual({
      size: 5,
      quorum: true,
      complete: false,
      detail: 'one cosigned; the quorum is g, 1 of 2 (one, two)',
      witnesses: [
        { name: 'one', outcome: 'cosigned' },
        { name: 'two', outcome: 'unreachable: connection refused' },
      ],
      anchors: [
        { name: 'good', outcome: 'kept' },
        { name: 'bad', outcome: 'failed: no space' },
      ],
    });
    expect(kept.map(({ name }) => name)).toEqual(['w1.example']);
    expect(readNote(anchored[0] ?? '')?.signatures.map(({ name }) => name)).toEqual([
      'example.com/log',
      'w1.example',
    ]);
    expect(records).toMatchObject([{ size: 5, quorum: true }]);
  });

  it('proves growth from what the witness signed last, and rests when nothing but its own record came', async () => {
    const { notary, grow, records } = scene([]);
    grow(3);
    await notary.due();
    expect(await notary.due()).toBeUndefined();
    grow(9);
    expect(await notary.due()).toMatchObject({ size: 13, quorum: true });
    expect(records).toHaveLength(2);
  });
});
