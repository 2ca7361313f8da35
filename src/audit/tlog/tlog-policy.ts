// Whose word is enough (C2SP tlog-policy): known logs, known witnesses, and the quorum of them that a checkpoint needs.

import { type SignedCheckpoint, signatureOf } from './checkpoint.ts';
import { type NoteKey, readNoteKey } from './note-key.ts';

export interface PolicyWitness {
  readonly name: string;
  readonly key: NoteKey;
  /** Submission prefix; only a log needs it. */
  readonly url: string | undefined;
}

interface Group {
  readonly needed: number;
  readonly members: readonly string[];
}

export interface TlogPolicy {
  readonly logs: readonly NoteKey[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: ReadonlyMap<string, Group>;
  /** Name of a witness or group, or `none`. */
  readonly quorum: string;
}

export type PolicyRead =
  | { readonly kind: 'policy'; readonly policy: TlogPolicy }
  | { readonly kind: 'refused'; readonly line: number; readonly why: string };

const NONE = 'none';
const MAX_LINES = 1000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the format allows no control character but tab and line feed.
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/;

/** Reads a policy file. The first line that is wrong is named. */
export function readTlogPolicy(text: string): PolicyRead {
  const draft = new PolicyDraft();
  const lines = text.split('\n', MAX_LINES + 1);
  if (lines.length > MAX_LINES) return { kind: 'refused', line: MAX_LINES, why: 'too many lines' };
  for (const [at, line] of lines.entries()) {
    const why = CONTROL.test(line) ? 'a control character' : draft.take(wordsOf(line));
    if (why !== undefined) return { kind: 'refused', line: at + 1, why };
  }
  const { quorum, logs, witnesses, groups } = draft;
  if (quorum === undefined) return { kind: 'refused', line: lines.length, why: 'there is no quorum line' };
  return { kind: 'policy', policy: { logs, witnesses, groups, quorum } };
}

function wordsOf(line: string): readonly string[] {
  const words = line.split(/[ \t]+/).filter((word) => word !== '');
  return words[0]?.startsWith('#') === true ? [] : words;
}

class PolicyDraft {
  readonly logs: NoteKey[] = [];
  readonly witnesses: PolicyWitness[] = [];
  readonly groups = new Map<string, Group>();
  readonly #members = new Set<string>();
  quorum: string | undefined;

  /** Takes a line's words; answers why it can not. */
  take([keyword, ...rest]: readonly string[]): string | undefined {
    switch (keyword) {
      case undefined:
        return undefined;
      case 'log':
        return this.#log(rest);
      case 'witness':
        return this.#witness(rest);
      case 'group':
        return this.#group(rest);
      case 'quorum':
        return this.#quorum(rest);
      default:
        return 'a line begins with log, witness, group or quorum';
    }
  }

  #log([line = '', , ...more]: readonly string[]): string | undefined {
    const key = readNoteKey(line);
    if (key?.algorithm !== 'ed25519' || more.length > 0)
      return 'log needs an Ed25519 verifier key, and may have a URL';
    if (this.logs.some((known) => known.raw === key.raw)) return 'this log key stands there twice';
    this.logs.push(key);
    return undefined;
  }

  #witness([name = '', line = '', url, ...more]: readonly string[]): string | undefined {
    const key = readNoteKey(line);
    if (key?.algorithm !== 'cosignature' || more.length > 0)
      return 'witness needs a name and a cosignature/v1 verifier key, and may have a URL';
    if (this.#isTaken(name)) return `the name ${name} is taken`;
    if (this.witnesses.some((known) => known.key.raw === key.raw))
      return 'this witness key stands there twice';
    this.witnesses.push({ name, key, url });
    return undefined;
  }

  #group([name = '', threshold = '', ...members]: readonly string[]): string | undefined {
    if (this.#isTaken(name) || name === '') return `the name ${name} is taken`;
    const needed = readThreshold(threshold, members.length);
    if (needed === undefined) return 'group needs all, any or a number from 1 to its members';
    for (const member of members) {
      if (member === NONE || !this.#isTaken(member)) return `${member} is not defined above`;
      if (this.#members.has(member)) return `${member} is a member already`;
      this.#members.add(member);
    }
    this.groups.set(name, { needed, members });
    return undefined;
  }

  #quorum([name = '', ...more]: readonly string[]): string | undefined {
    if (this.quorum !== undefined) return 'there is a quorum line already';
    if (more.length > 0 || !this.#isTaken(name))
      return 'quorum needs one name that is defined above, or none';
    this.quorum = name;
    return undefined;
  }

  #isTaken(name: string): boolean {
    return name === NONE || this.groups.has(name) || this.witnesses.some((witness) => witness.name === name);
  }
}

function readThreshold(text: string, members: number): number | undefined {
  if (members === 0) return undefined;
  if (text === 'any') return 1;
  if (text === 'all') return members;
  const needed = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  return needed >= 1 && needed <= members ? needed : undefined;
}

/** Who vouches for a checkpoint, and whether that is enough. */
export interface PolicyCheck {
  readonly ok: boolean;
  /** One sentence; why not, or by whom. */
  readonly detail: string;
  readonly witnessed: readonly { readonly name: string; readonly seconds: number }[];
}

/** Whether a checkpoint is signed by one of the policy's logs under its own origin, and by a quorum of its witnesses. */
export function checkPolicy(policy: TlogPolicy, checkpoint: SignedCheckpoint): PolicyCheck {
  const refuse = (detail: string): PolicyCheck => ({ ok: false, detail, witnessed: [] });
  const logs = policy.logs.filter((key) => key.name === checkpoint.origin);
  const signed = logs.map((key) => signatureOf(key, checkpoint.note).state);
  if (signed.includes('invalid')) return refuse('the signature of the log is not valid');
  if (!signed.includes('valid')) return refuse('no log of the policy has signed the checkpoint');
  const witnessed: { readonly name: string; readonly seconds: number }[] = [];
  for (const { name, key } of policy.witnesses) {
    const state = signatureOf(key, checkpoint.note);
    if (state.state === 'invalid') return refuse(`the signature of witness ${name} is not valid`);
    if (state.state === 'valid') witnessed.push({ name, seconds: state.seconds ?? 0 });
  }
  const names = new Set(witnessed.map((witness) => witness.name));
  return { ok: isMet(policy, names), detail: quorumDetail(policy, names), witnessed };
}

/** Each witness and when it says that it saw the checkpoint. */
export function witnessTimes({ witnessed }: PolicyCheck): readonly string[] {
  return witnessed.map(({ name, seconds }) => `${name} at ${new Date(seconds * 1000).toISOString()}`);
}

/** Who cosigned, and what the policy asks for: `a, b cosigned; the quorum is g, 2 of 3 (a, b, c)`. */
export function quorumDetail({ groups, quorum }: TlogPolicy, cosigned: ReadonlySet<string>): string {
  const who = cosigned.size === 0 ? 'no witness' : [...cosigned].join(', ');
  const group = groups.get(quorum);
  const asked =
    group === undefined
      ? quorum
      : `${quorum}, ${group.needed} of ${group.members.length} (${group.members.join(', ')})`;
  return `${who} cosigned; the quorum is ${asked}`;
}

/** INVARIANT: a group names only what stands before it, so one pass in the order of definition decides all of them. */
export function isMet({ groups, quorum }: TlogPolicy, cosigned: ReadonlySet<string>): boolean {
  const met = new Set([NONE, ...cosigned]);
  for (const [name, { needed, members }] of groups) {
    if (members.filter((member) => met.has(member)).length >= needed) met.add(name);
  }
  return met.has(quorum);
}
