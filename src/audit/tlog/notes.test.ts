import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCheckpoint, signatureOf, signCheckpoint, withSignatures } from './checkpoint.ts';
import { hashLeaf, inclusionProof, rootOf } from './merkle.ts';
import { readNote, writeNote } from './note.ts';
import { checkSignature, cosign, type NoteSigner, noteKeyLine, readNoteKey } from './note-key.ts';
import { checkPolicy, isMet, readTlogPolicy, type TlogPolicy } from './tlog-policy.ts';
import { isIncluded, readTlogProof, writeTlogProof } from './tlog-proof.ts';
import { GrowingTree, nodesOf } from './tree.ts';
import { addCheckpointBody, askWitness, type WitnessAnswer } from './witness.ts';

function party(name: string, algorithm: 'ed25519' | 'cosignature'): { line: string; signer: NoteSigner } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const line = noteKeyLine(name, publicKey, algorithm);
  return { line, signer: { name, keyId: readNoteKey(line)?.id ?? '', key: privateKey } };
}

const log = party('example.com/log', 'ed25519');
const witnesses = ['w1', 'w2', 'w3'].map((name) => party(`${name}.example`, 'cosignature'));
const logKey = readNoteKey(log.line)!;

const tree = new GrowingTree();
const leaves = Array.from({ length: 11 }, (_, at) => Buffer.from(`{"number":${at}}`));
for (const each of leaves) tree.append(hashLeaf(each), () => undefined);
const node = nodesOf((level) => tree.partial(level));

function checkpointAt(size: number): string {
  return signCheckpoint({ origin: log.signer.name, size, root: rootOf(node, size) }, log.signer);
}

function cosignedBy(size: number, ...numbers: number[]): string {
  const { note } = readCheckpoint(checkpointAt(size))!;
  const lines = numbers.map((at) => cosign(witnesses[at]!.signer, note.text, 1_700_000_000 + at));
  return writeNote(withSignatures(note, lines));
}

describe('signed notes', () => {
  it("reads and verifies the specification's own example", () => {
    const key = readNoteKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')!;
    const text =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    const note = readNote(text)!;
    expect(checkSignature(key, note.text, note.signatures[0]!)).toEqual({ valid: true, seconds: undefined });
    expect(writeNote(note)).toBe(text);
    expect(signatureOf(key, { ...note, text: 'This is an example message!\n' }).state).toBe('invalid');
  });

  it('of a witness count for times that there are', () => {
    const { note } = readCheckpoint(checkpointAt(3))!;
    const { signer, line } = witnesses[0]!;
    const valid = (seconds: number): boolean =>
      checkSignature(readNoteKey(line)!, note.text, cosign(signer, note.text, seconds)).valid;
    expect([0, 1_700_000_000, 8_640_000_000_000].map(valid)).toEqual([true, true, true]);
    expect([8_640_000_000_001, Number.MAX_SAFE_INTEGER].map(valid)).toEqual([false, false]);
  });

  it('are refused when they are malformed in any way', () => {
    const good = checkpointAt(3);
    expect(readNote(good)).toBeDefined();
    for (const bad of [
      good.slice(0, -1),
      good.replace('\n\n', '\n'),
      good.replace('— ', '- '),
      `${good}\n`,
      good.replace('example', 'exam\tple'),
      good.replace(/=\n$/, '\n'),
      'text\n\n',
      '',
    ])
      expect(readNote(bad)).toBeUndefined();
  });

  it('any text that is read is written again as it was, or is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(200), (junk, at) => {
        const text = checkpointAt(5);
        const changed = text.slice(0, at) + junk + text.slice(at);
        const note = readNote(changed);
        if (note !== undefined) expect(writeNote(note)).toBe(changed);
      }),
    );
  });

  it('a key line whose hash is not that of its name and key is refused', () => {
    expect(readNoteKey(log.line)?.name).toBe('example.com/log');
    expect(readNoteKey(log.line.replace('example', 'exbmple'))).toBeUndefined();
    expect(readNoteKey('nothing')).toBeUndefined();
  });

  it("one key under the log's type does not sign as a witness: the key ids differ", () => {
    const cosignerLine = noteKeyLine(log.signer.name, log.signer.key, 'cosignature');
    expect(readNoteKey(cosignerLine)?.id).not.toBe(logKey.id);
    expect(readNoteKey(cosignerLine)?.raw).toBe(logKey.raw);
  });
});

describe('checkpoints', () => {
  it('are read strictly', () => {
    const good = checkpointAt(3);
    expect(readCheckpoint(good)).toMatchObject({ origin: 'example.com/log', size: 3 });
    for (const size of ['03', '-1', '3.0', '1e3', '99999999999999999', ''])
      expect(readCheckpoint(good.replace('\n3\n', `\n${size}\n`))).toBeUndefined();
    expect(readCheckpoint(good.replace(/\n3\n[^\n]+/, '\n3\nAAAA'))).toBeUndefined();
  });

  it('no byte of one can change under the signature', () => {
    const good = Buffer.from(checkpointAt(7));
    for (let at = 0; at < good.byteLength; at++) {
      const bad = Buffer.from(good);
      bad[at] = bad[at]! ^ 1;
      const read = readCheckpoint(bad.toString('latin1').includes('\0') ? '' : bad.toString('utf8'));
      expect(read === undefined ? 'unread' : signatureOf(logKey, read.note).state).not.toBe('valid');
    }
  });
});

describe('policies', () => {
  const lines = [
    `log ${log.line} https://log.example`,
    '# three witnesses, two are enough',
    ...witnesses.map(({ line }, at) => `witness w${at + 1} ${line}`),
    'group most 2 w1 w2 w3',
    'quorum most',
  ];
  const policy = (text: string): TlogPolicy => {
    const read = readTlogPolicy(text);
    if (read.kind === 'refused') throw new Error(`${read.line}: ${read.why}`);
    return read.policy;
  };

  it('need k of n witnesses, whichever they are', () => {
    const twoOfThree = policy(lines.join('\n'));
    const check = (...numbers: number[]): boolean =>
      checkPolicy(twoOfThree, readCheckpoint(cosignedBy(5, ...numbers))!).ok;
    expect([check(), check(0), check(0, 1), check(2, 1), check(0, 1, 2)]).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('need the log itself, and refuse a cosignature that is not valid', () => {
    const twoOfThree = policy(lines.join('\n'));
    const note = cosignedBy(5, 0, 1, 2);
    const other = party('example.com/log', 'ed25519');
    const stranger = signCheckpoint(
      { origin: 'example.com/log', size: 5, root: rootOf(node, 5) },
      other.signer,
    );
    expect(checkPolicy(twoOfThree, readCheckpoint(stranger)!)).toMatchObject({ ok: false });
    const swapped = readCheckpoint(cosignedBy(6, 0, 1))!;
    const mixed = {
      ...readCheckpoint(note)!,
      note: withSignatures(readNote(note)!, swapped.note.signatures.slice(1)),
    };
    expect(checkPolicy(twoOfThree, mixed)).toMatchObject({ ok: false });
    expect(checkPolicy(twoOfThree, mixed).detail).toContain('not valid');
  });

  it('may nest groups, and may ask for none', () => {
    const text = [...lines.slice(0, 5), 'group a any w1 w2', 'group b all a w3', 'quorum b'].join('\n');
    const met = (...names: string[]): boolean => isMet(policy(text), new Set(names));
    expect([met('w1'), met('w3'), met('w2', 'w3'), met('w1', 'w2')]).toEqual([false, false, true, false]);
    expect(isMet(policy('quorum none'), new Set())).toBe(true);
  });

  it('name the line that is wrong', () => {
    const refusals = [
      ['quorum w1', 1],
      [`${lines.slice(0, 3).join('\n')}\nquorum w1\nquorum w1`, 5],
      [`${lines.slice(0, 3).join('\n')}\nwitness w1 ${witnesses[1]!.line}`, 4],
      [`${lines.slice(0, 3).join('\n')}\nwitness w9 ${witnesses[0]!.line}`, 4],
      ['log nothing', 1],
      [`witness w1 ${log.line}`, 1],
      [`${lines.slice(0, 4).join('\n')}\ngroup g 3 w1 w2`, 5],
      [`${lines.slice(0, 4).join('\n')}\ngroup g 1 none`, 5],
      ['quorum none\r', 1],
      ['', 1],
    ] as const;
    for (const [text, line] of refusals)
      expect(readTlogPolicy(text)).toMatchObject({ kind: 'refused', line });
  });
});

describe('receipts', () => {
  const proof = {
    index: 4,
    path: inclusionProof(node, 4, 11),
    checkpoint: readCheckpoint(cosignedBy(11, 0))!,
    extra: leaves[4]!,
  };

  it('come back from their text as they were', () => {
    const text = writeTlogProof(proof);
    expect(text.startsWith('c2sp.org/tlog-proof@v1\nextra ')).toBe(true);
    const read = readTlogProof(text);
    expect(read.kind === 'proof' && writeTlogProof(read.proof)).toBe(text);
    expect(read.kind === 'proof' && isIncluded(read.proof, leaves[4]!)).toBe(true);
    expect(read.kind === 'proof' && isIncluded(read.proof, leaves[5]!)).toBe(false);
  });

  it('say what is wrong with what is not one', () => {
    const text = writeTlogProof(proof);
    for (const bad of [
      '',
      text.replace('@v1', '@v2'),
      text.replace('index 4', 'index 04'),
      text.replace('index 4\n', ''),
      text.replace(/extra .*/, 'extra ?'),
      text.replace('\n\n', '\nAAAA\n\n'),
      text.slice(0, text.indexOf('—')),
    ])
      expect(readTlogProof(bad)).toMatchObject({ kind: 'refused' });
  });
});

describe('asking a witness', () => {
  const witness = witnesses[0]!;
  const key = readNoteKey(witness.line)!;
  const checkpoint = readCheckpoint(checkpointAt(9))!;
  const prove = async (from: number): Promise<readonly Uint8Array[]> => [Buffer.alloc(32, from)];
  const signed = (): WitnessAnswer => {
    const line = cosign(witness.signer, checkpoint.note.text, 1_700_000_000);
    const other = cosign(witnesses[1]!.signer, checkpoint.note.text, 1);
    const note = withSignatures(checkpoint.note, [other, line]);
    return { status: 200, body: writeNote(note).slice(writeNote(checkpoint.note).length) };
  };

  it('sends the old size, the proof, an empty line and the checkpoint', () => {
    expect(addCheckpointBody(4, [Buffer.alloc(32)], checkpoint)).toBe(
      `old 4\n${Buffer.alloc(32).toString('base64')}\n\n${checkpointAt(9)}`,
    );
  });

  it('takes its own cosignature out of the answer and nothing else', async () => {
    const answer = await askWitness(key, checkpoint, { post: async () => signed(), prove }, 4);
    expect(answer).toMatchObject({
      kind: 'cosigned',
      seconds: 1_700_000_000,
      signature: { name: 'w1.example' },
    });
  });

  it('asks once more from the size that the witness has', async () => {
    const bodies: string[] = [];
    const post = async (body: string): Promise<WitnessAnswer> => {
      bodies.push(body.slice(0, 6));
      return body.startsWith('old 7\n') ? signed() : { status: 409, body: '7\n' };
    };
    expect(await askWitness(key, checkpoint, { post, prove }, 0)).toMatchObject({ kind: 'cosigned' });
    expect(bodies).toEqual(['old 0\n', 'old 7\n']);
  });

  it('says so when the witness has seen more, refuses, answers nonsense or is away', async () => {
    const ask = (answer: WitnessAnswer): Promise<{ kind: string }> =>
      askWitness(key, checkpoint, { post: async () => answer, prove }, 4);
    expect(await ask({ status: 409, body: '12\n' })).toMatchObject({ kind: 'refused', status: 409 });
    expect(await ask({ status: 422, body: '' })).toMatchObject({ kind: 'refused', status: 422 });
    expect(await ask({ status: 409, body: 'seven' })).toMatchObject({ kind: 'refused', status: 409 });
    expect(await ask({ status: 200, body: 'yes' })).toMatchObject({ kind: 'refused' });
    const elsewhere = cosign(witness.signer, 'other\n1\n\n', 1);
    const note = writeNote({ text: 'x\n', signatures: [elsewhere] }).slice(3);
    expect(await ask({ status: 200, body: note })).toMatchObject({ kind: 'refused' });
    const away = { post: () => Promise.reject(new Error('connection refused')), prove };
    expect(await askWitness(key, checkpoint, away, 4)).toEqual({
      kind: 'unreachable',
      why: 'connection refused',
    });
  });
});
