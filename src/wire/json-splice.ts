// Edits of JSON bytes that leave every byte they do not name as it was: what policy does not touch must arrive as sent.

import type { JsonValue } from '../domain/index.ts';
import type { JsonPath } from './json-locate.ts';
import { afterSpace, afterValue, byteView, eachChild, isContainer, isObjectAt } from './json-scan.ts';

export interface Splice {
  readonly path: JsonPath;
  readonly action:
    | { readonly kind: 'replace'; readonly json: JsonValue }
    | { readonly kind: 'remove' }
    /** Sets `key` of the object at `path`: in place where it exists, else as the last member. */
    | { readonly kind: 'insert'; readonly key: string; readonly json: JsonValue };
}

/** The splices as a tree, so that one walk over the document meets them all, however many they are. */
interface SpliceNode {
  readonly children: Map<string | number, SpliceNode>;
  readonly inserts: Map<string, JsonValue>;
  change: Exclude<Splice['action'], { kind: 'insert' }> | undefined;
}

/** Bytes `[start,end)` give way to `text`. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Walk {
  readonly view: string;
  /** INVARIANT: ascending and disjoint, because the walk only moves forward. */
  readonly cuts: Cut[];
  applied: number;
}

function emptyNode(): SpliceNode {
  return { children: new Map(), inserts: new Map(), change: undefined };
}

function nodeAt(root: SpliceNode, path: JsonPath): SpliceNode {
  let node = root;
  for (const step of path) {
    let child = node.children.get(step);
    if (child === undefined) {
      child = emptyNode();
      node.children.set(step, child);
    }
    node = child;
  }
  return node;
}

function spliceTree(splices: readonly Splice[]): SpliceNode {
  const root = emptyNode();
  for (const { path, action } of splices) {
    const node = nodeAt(root, path);
    const taken = action.kind === 'insert' ? node.inserts.has(action.key) : node.change !== undefined;
    if (taken) throw new Error('two splices name the same value');
    if (action.kind === 'insert') node.inserts.set(action.key, action.json);
    else node.change = action;
  }
  return root;
}

function insertMembers(walk: Walk, inserts: Map<string, JsonValue>, close: number, kept: number): void {
  const members = [...inserts].map(([key, json]) => `${JSON.stringify(key)}:${JSON.stringify(json)}`);
  walk.applied += members.length;
  if (members.length === 0) return;
  walk.cuts.push({ start: close, end: close, text: `${kept > 0 ? ',' : ''}${members.join(',')}` });
}

/** Walks one child and returns the offset after it. An insert of a key that is there becomes a replacement. */
function walkMember(walk: Walk, node: SpliceNode, key: string | number, value: number): number {
  const inserted = typeof key === 'string' ? node.inserts.get(key) : undefined;
  if (typeof key === 'string' && inserted !== undefined) {
    node.inserts.delete(key);
    return replaceValue(walk, value, inserted);
  }
  const next = node.children.get(key);
  return next === undefined ? afterValue(walk.view, value) : walkValue(walk, next, value);
}

function replaceValue(walk: Walk, at: number, json: JsonValue): number {
  const end = afterValue(walk.view, at);
  walk.cuts.push({ start: at, end, text: JSON.stringify(json) });
  walk.applied++;
  return end;
}

/** A removed child takes the comma before it along or, while no child before it is kept, the comma after it. */
function walkContainer(walk: Walk, node: SpliceNode, open: number): number {
  const { view, cuts } = walk;
  let kept = 0;
  let previousEnd = open + 1;
  let removedFrom = -1;
  const close = eachChild(view, open, ({ key, start, value }) => {
    if (removedFrom !== -1) cuts.push({ start: removedFrom, end: start, text: '' });
    removedFrom = -1;
    let end: number;
    if (node.children.get(key)?.change?.kind === 'remove') {
      end = afterValue(view, value);
      walk.applied++;
      if (kept > 0) cuts.push({ start: previousEnd, end, text: '' });
      else removedFrom = start;
    } else {
      end = walkMember(walk, node, key, value);
      kept++;
    }
    previousEnd = end;
    return end;
  });
  if (removedFrom !== -1) cuts.push({ start: removedFrom, end: previousEnd, text: '' });
  if (isObjectAt(view, open)) insertMembers(walk, node.inserts, close, kept);
  return close + 1;
}

function walkValue(walk: Walk, node: SpliceNode, at: number): number {
  if (node.change?.kind === 'replace') return replaceValue(walk, at, node.change.json);
  return isContainer(walk.view, at) ? walkContainer(walk, node, at) : afterValue(walk.view, at);
}

function assemble(raw: Uint8Array, cuts: readonly Cut[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of cuts) {
    parts.push(raw.subarray(at, start), Buffer.from(text));
    at = end;
  }
  parts.push(raw.subarray(at));
  return Buffer.concat(parts);
}

/**
 * The document with all splices done, in one pass. The result is valid JSON, and every byte outside the named values
 * (and the commas of removed ones) is as it was; without splices it is `raw` itself.
 *
 * `raw` must have been accepted by `readJson`. Throws where a splice finds nothing to act on or lies inside a value
 * that another one replaces or removes: an edit that silently does not happen would release what policy took out.
 */
export function spliceJson(raw: Uint8Array, splices: readonly Splice[]): Uint8Array {
  if (splices.length === 0) return raw;
  const walk: Walk = { view: byteView(raw), cuts: [], applied: 0 };
  walkValue(walk, spliceTree(splices), afterSpace(walk.view, 0));
  if (walk.applied !== splices.length) throw new Error('a splice names a value that is not there');
  return assemble(raw, walk.cuts);
}
