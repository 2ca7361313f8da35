import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  batchMessage,
  readVerifierLine,
  signBatch,
  type VerifierKey,
  verifierLine,
  verifyBatch,
} from './signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const HEAD = { size: 3, hash: 'ab'.repeat(32) };
const key = readVerifierLine(verifierLine('example.com/log', publicKey)) as VerifierKey;

describe('batch signatures', () => {
  it('say what they are for, in the first line', () => {
    expect(batchMessage('log', HEAD).toString()).toBe(`sallyport batch v1\nlog\n3\n${HEAD.hash}\n`);
  });

  it('hold for this log, size and hash only', () => {
    const signature = signBatch(privateKey, 'log', HEAD);
    expect(verifyBatch(key, 'log', HEAD, signature)).toBe(true);
    expect(verifyBatch(key, 'other', HEAD, signature)).toBe(false);
    expect(verifyBatch(key, 'log', { ...HEAD, size: 4 }, signature)).toBe(false);
    expect(verifyBatch(key, 'log', { ...HEAD, hash: 'cd'.repeat(32) }, signature)).toBe(false);
    expect(verifyBatch(key, 'log', HEAD, new Uint8Array(3))).toBe(false);
  });
});

describe('readVerifierLine', () => {
  it('reads the example key of the signed-note format', () => {
    const example = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(readVerifierLine(example)).toMatchObject({ id: 'c74f20a3', name: 'PeterNeumann' });
  });

  it('reads what verifierLine writes, from either half of the pair', () => {
    expect(verifierLine('a', privateKey)).toBe(verifierLine('a', publicKey));
    expect(readVerifierLine(`${verifierLine('a', publicKey)}\n`)?.name).toBe('a');
  });

  it('refuses a line whose hash is not that of its name and key', () => {
    const line = verifierLine('example.com/log', publicKey);
    expect(readVerifierLine(line.replace('example', 'exbmple'))).toBeUndefined();
    for (const broken of ['', 'a+b+c', `${line}x`, line.slice(0, -1), line.replaceAll('+', ' ')]) {
      expect(readVerifierLine(broken)).toBeUndefined();
    }
  });
});
