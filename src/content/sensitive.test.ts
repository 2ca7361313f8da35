import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SensitiveKind } from '../domain/index.ts';
import { findSensitive, redactSpans } from './sensitive.ts';

const ALL: readonly SensitiveKind[] = [
  'email',
  'phone',
  'credit_card',
  'iban',
  'us_ssn',
  'ip_address',
  'secret',
  'private_key',
  'password',
];

/** Shapes of keys are put together here, so that no scanner takes this file for a leak. */
const AWS_KEY = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
const GITHUB_TOKEN = ['ghp', '_', '16C7e42F292c6912E7710c838347Ae178B4a'].join('');
const OPENAI_KEY = ['sk', '-proj-', 'T3BlbkFJq8Zr1xV7mN4cP2wL9sKd'].join('');
const SLACK_TOKEN = ['xox', 'b-', '214365870912-5821460937158-TqMzKeWxBnRdLpVsHcYgJfUa'].join('');
const JWT = [
  'eyJhbGciOiJIUzI1NiJ9',
  'eyJzdWIiOiIxMjM0NTY3ODkwIn0',
  'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
].join('.');
const PRIVATE_KEY = [
  '-----BEGIN RSA ',
  'PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA ',
  'PRIVATE KEY-----',
].join('');

function found(text: string): readonly string[] {
  return findSensitive(text, ALL).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
}

describe('findSensitive', () => {
  it.each([
    [`key ${AWS_KEY}.`, `secret: ${AWS_KEY}`],
    [`token=${GITHUB_TOKEN}`, `secret: ${GITHUB_TOKEN}`],
    [`{"k":"${OPENAI_KEY}"}`, `secret: ${OPENAI_KEY}`],
    [SLACK_TOKEN, `secret: ${SLACK_TOKEN}`],
    [`jwt ${JWT}`, `secret: ${JWT}`],
    ['api_key = "q8Zr1xV7mN4cP2wL9sKd"', 'secret: q8Zr1xV7mN4cP2wL9sKd'],
    [`x\n${PRIVATE_KEY}\ny`, `private_key: ${PRIVATE_KEY}`],
    ['password: hunter2', 'password: hunter2'],
    ['"password": "correcthorse"', 'password: correcthorse'],
    ['postgres://app:s3cr3t!@db.internal/x', 'password: s3cr3t!'],
    ['curl -u admin:Adm1n! https://x.example', 'password: Adm1n!'],
    ['write to jane.doe+x@mail.example.com.', 'email: jane.doe+x@mail.example.com'],
    ['an jürgen@müller.example schreiben', 'email: jürgen@müller.example'],
    ['card 4111 1111 1111 1111 123', 'credit_card: 4111 1111 1111 1111'],
    ['4111-1111-1111-1111', 'credit_card: 4111-1111-1111-1111'],
    ['amex 378282246310005,', 'credit_card: 378282246310005'],
    ['IBAN DE89 3704 0044 0532 0130 00 bitte', 'iban: DE89 3704 0044 0532 0130 00'],
    ['GB82WEST12345698765432', 'iban: GB82WEST12345698765432'],
    ['ssn 078-05-1120', 'us_ssn: 078-05-1120'],
    ['SSN: 078051120', 'us_ssn: 078051120'],
    ['call +49 30 901820 now', 'phone: +49 30 901820'],
    ['(212) 555-0123', 'phone: (212) 555-0123'],
    ['Phone:\n60-55-85-91', 'phone: 60-55-85-91'],
    ['host 10.1.2.3 is up', 'ip_address: 10.1.2.3'],
    ['at 2001:db8::8a2e:370:7334 now', 'ip_address: 2001:db8::8a2e:370:7334'],
  ])('in %j finds %s', (text, expected) => {
    expect(found(text)).toContain(expected);
  });

  it.each([
    'card 4111 1111 1111 1112',
    'notes = "Maven - io.jsonwebtoken:jjwt-jackson-0.11.2"',
    '{emailLabel:"E-mail:",passwordLabel:"Password:",rememberMeLabel:"Remember me:"}',
    '"//localhost:1337/:_password = "+new Buffer("feast")',
    '0000 0000 0000 0000',
    'order 1234567890123456',
    'XX89 3704 1144 1532 1130 00 and DE893704BUTNOT01',
    '666-12-3456 and 000-12-3456',
    'version 1.2.3.4.5 and 999.1.1.1',
    'time 12:30:45 and ratio 3::4',
    'the password is required',
    'Enter your password: ',
    'passenger_data = load(1)',
    'password = getPassword1()',
    'password: <your-password>',
    'api_key = "YOUR_API_KEY_HERE_1"',
    'secret: the_long_name_of_a_setting',
    'a@b and @mention',
    'booking 2024-05-20, seat 12A, 120,000.00',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'https://doi.org/10.1038/s41559-021-01524-x',
    'the key is on the table',
    'key_length = XSalsa20.key_length',
    'public_key = "9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit"',
    'const keyStr = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"',
    'import { chain_Anvil1_Key, chain_Anvil2_Key } from "./consts"',
    'kms_key_id: 555ea4a3-d53a-4412-9c66-3a7cb667b0d6',
    'schemaKey = "DOC_Vector_5_32"',
    's.makeKubeConfigController = args',
    'export DATABASE_PASSWORD="\'$PRECOMPILE_PASSWORD\'"',
    '-----BEGIN OPENSSH PRIVATE KEY----------END OPENSSH PRIVATE KEY-----',
    'ISBN 978-3-16-148410-0',
  ])('finds nothing in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    ['base64', Buffer.from(`my key: ${AWS_KEY}`).toString('base64')],
    ['hex', Buffer.from(AWS_KEY).toString('hex')],
    ['percent-encoding', `${AWS_KEY.slice(0, 4)}%49${AWS_KEY.slice(5)}`],
    ['zero-width characters', AWS_KEY.split('').join('\u200b')],
    ['full-width letters', AWS_KEY.replace('AKIA', 'ＡＫＩＡ')],
  ])('finds a key behind %s, as the span of the original', (_, hidden) => {
    const text = `before ${hidden} after`;
    const [span] = findSensitive(text, ['secret']);
    expect(text.slice(span?.start, span?.end)).toBe(hidden);
  });

  it('looks for the given kinds only, in order, each once', () => {
    const text = `${AWS_KEY} a@b.example ${AWS_KEY}`;
    expect(findSensitive(text, [])).toEqual([]);
    expect(findSensitive(text, ['email']).map((span) => span.kind)).toEqual(['email']);
    expect(findSensitive(text, ALL).map((span) => span.start)).toEqual([0, 21, 33]);
  });

  it.each([
    ['letters', 'a'],
    ['digits', '4'],
    ['at signs', '@'],
    ['addresses without an end', 'a.b@'],
    ['tokens that never end', '-eyJ'],
    ['key headers', '-----BEGIN PRIVATE KEY-----'],
    ['names of secrets', 'api_key='],
    ['names of passwords', 'password'],
    ['commands', 'curl -u '],
    ['dots', '.'],
    ['colons', 'f:'],
    ['digits with blanks', '4 '],
    ['phone words', 'call ('],
    ['phone labels', 'phone: \n'],
    ['hash marks', '$1$'],
    ['schemes', 'a://'],
  ])('stays linear on %s', (_, piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    expect(findSensitive(text, ALL).every((span) => span.end <= text.length)).toBe(true);
  });
});

describe('redactSpans', () => {
  it('merges what overlaps or touches', () => {
    const spans = [
      { start: 6, end: 8 },
      { start: 0, end: 3 },
      { start: 2, end: 5 },
      { start: 5, end: 6 },
    ];
    expect(redactSpans('0123456789', spans, '*')).toBe('*89');
  });

  it('ignores empty spans and cuts those that reach too far', () => {
    const spans = [
      { start: 1, end: 1 },
      { start: 2, end: 99 },
      { start: 50, end: 60 },
    ];
    expect(redactSpans('0123', spans, '[x]')).toBe('01[x]');
    expect(redactSpans('0123', [], '[x]')).toBe('0123');
  });

  it('keeps everything outside of the spans and nothing inside', () => {
    const span = fc.tuple(fc.nat(30), fc.nat(10)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const text = 'abcdefghijklmnopqrstuvwxyzABCD';
        const kept = [...text].filter((_, at) => !spans.some(({ start, end }) => start <= at && at < end));
        expect(redactSpans(text, spans, '')).toBe(kept.join(''));
      }),
    );
  });

  it('leaves nothing to find', () => {
    const text = `${AWS_KEY} and ${Buffer.from(`it is ${GITHUB_TOKEN}`).toString('base64')}, ${PRIVATE_KEY}`;
    const redacted = redactSpans(text, findSensitive(text, ALL), '[redacted]');
    expect(redacted).toBe('[redacted] and [redacted], [redacted]');
    expect(findSensitive(redacted, ALL)).toEqual([]);
  });
});
