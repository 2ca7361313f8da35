import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../domain/index.ts';
import { followRotations, readRotation, rotationBody, type SigningKey } from './key-rotation.ts';
import { readVerifierLine, type VerifierKey, verifierLine } from './signature.ts';

function signingKey(name = 'sallyport/log'): SigningKey & { readonly verifier: VerifierKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const line = verifierLine(name, publicKey);
  return { key: privateKey, line, verifier: readVerifierLine(line)! };
}

const [first, second, third, thief] = [signingKey(), signingKey(), signingKey(), signingKey()];
const only = ({ verifier }: { readonly verifier: VerifierKey }) => new Map([[verifier.id, verifier]]);
const rotation = (from: SigningKey, to: SigningKey) => readRotation(rotationBody(from, to))!;

describe('a change of signing keys', () => {
  it('counts when both keys have signed it, and not with any part of it changed', () => {
    const body = rotationBody(first, second);
    expect(readRotation(body)).toMatchObject({
      previous: { id: first.verifier.id },
      next: { id: second.verifier.id },
    });
    const forged: JsonObject[] = [
      { ...body, endorsement: rotationBody(thief, second)['endorsement'] ?? '' },
      { ...body, acceptance: rotationBody(first, thief)['acceptance'] ?? '' },
      { ...body, verifier: thief.line },
      { ...body, previous: thief.line },
      { ...rotationBody(first, signingKey('sallyport/other')) },
      { ...body, endorsement: '' },
      {},
    ];
    for (const each of forged) expect(readRotation(each)).toBeUndefined();
  });

  it('leads whoever trusts one of the keys to all of them, forward and back', () => {
    const changes = [rotation(first, second), rotation(second, third)];
    const all = [first, second, third].map(({ verifier }) => verifier.id).sort();
    for (const each of [first, second, third])
      expect([...followRotations(only(each), changes).keys()].sort()).toEqual(all);
    expect([...followRotations(only(thief), changes).keys()]).toEqual([thief.verifier.id]);
  });

  it('is made once: a key that was replaced names no second successor', () => {
    const changes = [rotation(first, second), rotation(first, thief)];
    expect(followRotations(only(first), changes).has(thief.verifier.id)).toBe(false);
    expect(followRotations(only(second), changes).has(thief.verifier.id)).toBe(false);
  });
});
