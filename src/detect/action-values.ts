// What an action carries, leaf by leaf, and where it would go: for detectors that compare actions with their sources.

import type { JsonValue } from '../domain/index.ts';
import { type FoundValue, valuesIn } from '../lineage/index.ts';
import type { InspectedAction } from './detector.ts';

/** A string or number of an action's arguments; `name` is that of the nearest parameter. */
export interface ActionLeaf {
  readonly name: string;
  readonly text: string;
}

const MAX_LEAVES = 512;
const MAX_DEPTH = 16;

/** The leaves in order; arguments that are no JSON are one leaf, and so is code. Bounded. */
export function actionLeaves(action: InspectedAction): readonly ActionLeaf[] {
  if (action.type === 'handoff') return [{ name: 'target', text: action.target }];
  if (action.type === 'code_execution') return [{ name: 'code', text: action.code }];
  if (action.arguments.kind !== 'object') return [{ name: '', text: action.rawArguments }];
  const leaves: ActionLeaf[] = [];
  collect(action.arguments.value, '', { leaves, depth: 0 });
  return leaves;
}

interface Within {
  readonly leaves: ActionLeaf[];
  readonly depth: number;
}

function collect(value: JsonValue, name: string, within: Within): void {
  const { leaves, depth } = within;
  if (leaves.length >= MAX_LEAVES) return;
  if (typeof value === 'string') leaves.push({ name, text: value });
  else if (typeof value === 'number') leaves.push({ name, text: String(value) });
  else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
    const members: readonly (readonly [string, JsonValue])[] = Array.isArray(value)
      ? value.map((item: JsonValue) => [name, item] as const)
      : Object.entries(value);
    for (const [key, member] of members) collect(member, key, { leaves, depth: depth + 1 });
  }
}

/** The tool's name as words would say it: `GmailSendEmail` says gmail, send and email. */
export function nameOf(action: InspectedAction): string {
  if (action.type === 'code_execution') return 'run code';
  const name = action.type === 'handoff' ? action.target : action.toolName;
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_.:/-]+/g, ' ');
}

const LEADS_OUT: ReadonlySet<FoundValue['kind']> = new Set(['email', 'link', 'account']);
const DESTINATION_NAME =
  /^(?:to|cc|bcc|url|uri|link|href|endpoint|webhook|host|domain|destination|dest|target|channel|phone|phone_?number|iban|account)$|recipient|receiver|address|email|e_mail|participants|attendees|invitee|share_?with/i;
/** Longer leaves are what is sent, not where to. */
const LONGEST_DESTINATION = 200;

export interface Destination {
  readonly leaf: ActionLeaf;
  /** As written. */
  readonly text: string;
  /** It leads out of the system by itself: an address, a link, an account. */
  readonly leadsOut: boolean;
}

/**
 * Where an action would send what it carries: what stands in the parameters that are named so, whichever they are; where
 * none is, the addresses, links and accounts in short ones.
 */
export function destinationsOf(leaves: readonly ActionLeaf[]): readonly Destination[] {
  const named = leaves.filter(
    ({ name, text }) => DESTINATION_NAME.test(name) && text.length <= LONGEST_DESTINATION,
  );
  if (named.length > 0) return named.flatMap((leaf) => [...addressesIn(leaf), ...wholeOf(leaf)]);
  return leaves.flatMap((leaf) =>
    leaf.text.length > LONGEST_DESTINATION ? looseAddresses(leaf) : addressesIn(leaf),
  );
}

/** All addresses, links and accounts in the short leaves of an action, in whatever parameter. */
export function addressesOf(leaves: readonly ActionLeaf[]): readonly string[] {
  return leaves
    .filter(({ text }) => text.length <= LONGEST_DESTINATION)
    .flatMap((leaf) => addressesIn(leaf).map(({ text }) => text));
}

function addressesIn(leaf: ActionLeaf): readonly Destination[] {
  return valuesIn(leaf.text)
    .filter(({ kind }) => LEADS_OUT.has(kind))
    .map(({ span }) => ({ leaf, text: leaf.text.slice(span.start, span.end), leadsOut: true }))
    .filter(({ text }) => !isMember(leaf, text));
}

const CODE = /^(?:code|command|cmd|script|program)$/i;

/** In code `frame.head` is a member, not a host: there a link says how it is reached. */
function isMember({ name }: ActionLeaf, text: string): boolean {
  return CODE.test(name) && !text.includes('://') && !text.includes('@') && /[.]/.test(text);
}

function wholeOf(leaf: ActionLeaf): readonly Destination[] {
  return addressesIn(leaf).length > 0 ? [] : [{ leaf, text: leaf.text, leadsOut: false }];
}

/** Arguments that could not be read: the addresses and links in them. */
function looseAddresses(leaf: ActionLeaf): readonly Destination[] {
  if (leaf.name !== '' && !CODE.test(leaf.name)) return [];
  return valuesIn(leaf.text)
    .filter(({ kind }) => kind === 'email' || kind === 'link')
    .map(({ span }) => ({ leaf, text: leaf.text.slice(span.start, span.end), leadsOut: true }))
    .filter(({ text }) => !isMember(leaf, text))
    .slice(0, 16);
}
