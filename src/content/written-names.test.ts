import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsUp, namesSecret, readsAsName } from './written-names.ts';

describe('readsAsName', () => {
  it.each([
    'XSalsa20.key_length',
    'PdfEncryptionKeySize.Key128Bit',
    'struct_X509_pubkey_st',
    'env/server.cert.p12',
    'id-Gost28147-89-None-KeyMeshing',
    'jackson-databind-2.15.2',
    'NEXUS-GPT4-API-KEY',
    'requiredCharacteristicTypesForDisplayMetadata',
  ])('reads %s', (value) => {
    expect(readsAsName(value)).toBe(true);
  });

  it.each([
    'q8Zr1xV7mN4cP2wL9sKd',
    '6fe4476ee5a1832882e326b506d14126',
    'hunter2',
    'xkqzjvwpfhgtb',
    '',
    '2024-05-14',
  ])('does not read %s', (value) => {
    expect(readsAsName(value)).toBe(false);
  });

  it('takes hardly any drawn value for a name', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const drawn = fc.array(fc.constantFrom(...letters), { minLength: 24, maxLength: 40 });
    const values = fc.sample(drawn, { numRuns: 2000, seed: 7 }).map((list) => list.join(''));
    expect(values.filter(readsAsName).length).toBeLessThan(10);
  });
});

describe('countsUp', () => {
  it('finds alphabets and counting of the given length, in either case', () => {
    expect(countsUp('x-abcdefghijKLMnop', 13)).toBe(true);
    expect(countsUp('1234567890123', 13)).toBe(true);
    expect(countsUp('abcdefghijklm', 14)).toBe(false);
    expect(countsUp('', 13)).toBe(false);
  });
});

describe('namesSecret', () => {
  it.each([
    'API_KEY = "',
    'export GITHUB_TOKEN=',
    'fbApiKey:      "',
    'jwtsecret: ',
    'the secret key is ',
    '"secret_id": "',
  ])('takes %j for a name of a secret', (before) => {
    expect(namesSecret(before)).toBe(true);
  });

  it.each([
    'key_length = ',
    'public_key = "',
    'publicToken = "',
    'monkeys-audio:',
    'keyword: "',
    'kms_key_id": "',
    "credentialsId: '",
    'csrf-token=',
    'KeyFile=',
    'IceSSL.KeyFile=',
    'const keyStr = "',
    'AVEncVideoMaxKeyframeDistance, "',
    '',
  ])('takes %j for none', (before) => {
    expect(namesSecret(before)).toBe(false);
  });
});
