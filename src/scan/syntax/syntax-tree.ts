// A plain copy of the parser's tree: made in one walk over the boundary to WebAssembly, without recursion, bounded in nodes.

import type { Tree, TreeCursor } from 'web-tree-sitter';

export interface SyntaxNode {
  readonly type: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** The role that the grammar gives it in its parent. */
  readonly field: string | undefined;
  readonly children: SyntaxNode[];
}

export type CopiedTree =
  | { readonly kind: 'copied'; readonly root: SyntaxNode }
  | { readonly kind: 'too_large' };

/** Words between the named nodes that mean something. */
const KEPT_WORDS: ReadonlySet<string> = new Set(['and', 'or', '%', '+', '-', '/', '|', 'async', 'not']);
/** Nothing below these is of interest: their text is read instead. */
const LEAVES: ReadonlySet<string> = new Set([
  'string_content',
  'string_start',
  'string_end',
  'comment',
  'type',
]);

/** Copies the tree; INVARIANT: at most `maxNodes` nodes are held. `mayGoOn` is asked every few thousand nodes. */
export function copyTree(tree: Tree, maxNodes: number, mayGoOn: () => boolean): CopiedTree {
  const cursor = tree.walk();
  try {
    return copyFrom(cursor, maxNodes, mayGoOn);
  } finally {
    cursor.delete();
  }
}

function copyFrom(cursor: TreeCursor, maxNodes: number, mayGoOn: () => boolean): CopiedTree {
  const root = nodeAt(cursor);
  const open: SyntaxNode[] = [root];
  let count = 0;
  let isThere = cursor.gotoFirstChild();
  while (isThere || open.length > 1) {
    if (!isThere) {
      cursor.gotoParent();
      open.pop();
      isThere = cursor.gotoNextSibling();
      continue;
    }
    count += 1;
    if (count > maxNodes || (count % 4096 === 0 && !mayGoOn())) return { kind: 'too_large' };
    isThere = copyNode(cursor, open);
  }
  return { kind: 'copied', root };
}

/** Copies the node and goes on to what follows it; false where nothing does. */
function copyNode(cursor: TreeCursor, open: SyntaxNode[]): boolean {
  const node = keptNode(cursor);
  if (node === undefined) return cursor.gotoNextSibling();
  open[open.length - 1]?.children.push(node);
  if (LEAVES.has(node.type) || !cursor.gotoFirstChild()) return cursor.gotoNextSibling();
  open.push(node);
  return true;
}

function keptNode(cursor: TreeCursor): SyntaxNode | undefined {
  if (cursor.nodeIsNamed) return cursor.nodeType === 'comment' ? undefined : nodeAt(cursor);
  return KEPT_WORDS.has(cursor.nodeType) ? nodeAt(cursor) : undefined;
}

function nodeAt(cursor: TreeCursor): SyntaxNode {
  return {
    type: cursor.nodeType,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: cursor.currentFieldName ?? undefined,
    children: [],
  };
}
