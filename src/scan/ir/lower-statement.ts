// Statements: from the parser's nodes to the typed tree. Broken parts are read as far as they go.

import type { SyntaxNode } from '../syntax/syntax-tree.ts';
import type { Expr, ImportedName, Statement } from './ir.ts';
import {
  argumentsOf,
  childOf,
  type Lowering,
  lowerExpression,
  parametersOf,
  spanOf,
  textOf,
} from './lower-expression.ts';

const MAX_BLOCKS = 100;

export interface Lowered {
  readonly statements: readonly Statement[];
  /** False where something lies deeper than is read. */
  readonly complete: boolean;
}

/** Lowers a module. Offsets are those in `text` plus `base`. Guarantees: bounded stack, no throw, linear. */
export function lowerModule(root: SyntaxNode, text: string, base: number): Lowered {
  const to: Lowering = { text, base, depth: 0, tooDeep: false };
  const statements = lowerBlock(root, to, 0);
  return { statements, complete: !to.tooDeep };
}

function lowerBlock(block: SyntaxNode, to: Lowering, depth: number): Statement[] {
  if (depth > MAX_BLOCKS) {
    to.tooDeep = true;
    return [];
  }
  return block.children.flatMap((child) => lowerStatement(child, to, depth));
}

type Lower = (node: SyntaxNode, to: Lowering, depth: number) => readonly Statement[];

function lowerStatement(node: SyntaxNode, to: Lowering, depth: number): readonly Statement[] {
  const lower = STATEMENTS.get(node.type);
  return lower === undefined ? effect(node, to, depth) : lower(node, to, depth);
}

const effect: Lower = (node, to) => [
  { kind: 'effect', ...spanOf(node, to), parts: [lowerExpression(node, to)] },
];

function expressionAt(node: SyntaxNode | undefined, within: SyntaxNode, to: Lowering): Expr {
  return node === undefined ? { kind: 'other', ...spanOf(within, to), parts: [] } : lowerExpression(node, to);
}

function bodyOf(node: SyntaxNode, to: Lowering, depth: number): Statement[] {
  const body = childOf(node, 'body') ?? node.children.find(({ type }) => type === 'block');
  return body === undefined ? [] : lowerBlock(body, to, depth + 1);
}

const expressionStatement: Lower = (node, to, depth) =>
  node.children.flatMap((child): readonly Statement[] => {
    if (child.type === 'assignment') return assignment(child, to, depth);
    if (child.type === 'augmented_assignment') return augmented(child, to, depth);
    return [{ kind: 'expression', ...spanOf(child, to), value: lowerExpression(child, to) }];
  });

const assignment: Lower = (node, to) => {
  const targets: Expr[] = [];
  let at: SyntaxNode = node;
  // `a = b = value` nests to the right, as deep as it is long: a loop, not recursion.
  for (;;) {
    targets.push(expressionAt(childOf(at, 'left'), at, to));
    const right = childOf(at, 'right');
    if (right === undefined) return [];
    if (right.type !== 'assignment') {
      return [
        { kind: 'assign', ...spanOf(node, to), targets, value: lowerExpression(right, to), augmented: false },
      ];
    }
    at = right;
  }
};

const augmented: Lower = (node, to) => [
  {
    kind: 'assign',
    ...spanOf(node, to),
    targets: [expressionAt(childOf(node, 'left'), node, to)],
    value: expressionAt(childOf(node, 'right'), node, to),
    augmented: true,
  },
];

const decorated: Lower = (node, to, depth) => {
  const decorators = node.children
    .filter(({ type }) => type === 'decorator')
    .map((decorator) => expressionAt(decorator.children[0], decorator, to));
  const definition = childOf(node, 'definition');
  if (definition === undefined) return effect(node, to, depth);
  return lowerStatement(definition, to, depth).map((statement) =>
    statement.kind === 'function' || statement.kind === 'class' ? { ...statement, decorators } : statement,
  );
};

const functionDefinition: Lower = (node, to, depth) => {
  const parameters = childOf(node, 'parameters');
  return [
    {
      kind: 'function',
      ...spanOf(node, to),
      name: nameOf(node, to),
      parameters: parameters === undefined ? [] : parametersOf(parameters, to),
      decorators: [],
      returns: childOf(node, 'return_type') !== undefined,
      body: bodyOf(node, to, depth),
    },
  ];
};

const classDefinition: Lower = (node, to, depth) => {
  const bases = childOf(node, 'superclasses');
  return [
    {
      kind: 'class',
      ...spanOf(node, to),
      name: nameOf(node, to),
      bases: bases === undefined ? [] : argumentsOf(bases, to),
      decorators: [],
      body: bodyOf(node, to, depth),
    },
  ];
};

function nameOf(node: SyntaxNode, to: Lowering): string {
  const name = childOf(node, 'name');
  return name === undefined ? '' : textOf(name, to);
}

const branches: Lower = (node, to, depth) => {
  const parts = [
    node,
    ...node.children.flatMap((child) => (child.type === 'block' ? child.children : [child])),
  ];
  const tests = parts.flatMap((part) => childOf(part, 'condition') ?? childOf(part, 'subject') ?? []);
  const bodies = parts.flatMap((part) => branchBody(part, node) ?? []);
  return [
    {
      kind: 'branches',
      ...spanOf(node, to),
      tests: tests.map((test) => lowerExpression(test, to)),
      bodies: bodies.map((body) => lowerBlock(body, to, depth + 1)),
    },
  ];
};

/** The block of the statement itself, or of one of its clauses. */
function branchBody(part: SyntaxNode, statement: SyntaxNode): SyntaxNode | undefined {
  if (part !== statement && !part.type.endsWith('_clause')) return undefined;
  if (part.type === 'match_statement') return undefined;
  return (
    childOf(part, 'consequence') ??
    childOf(part, 'body') ??
    part.children.find(({ type }) => type === 'block')
  );
}

const withStatement: Lower = (node, to, depth) => {
  const items = node.children
    .filter(({ type }) => type === 'with_clause')
    .flatMap(({ children }) => children)
    .map((item) => withItem(childOf(item, 'value') ?? item, to));
  return [{ kind: 'with', ...spanOf(node, to), items, body: bodyOf(node, to, depth) }];
};

function withItem(node: SyntaxNode, to: Lowering): { value: Expr; target: Expr | undefined } {
  const [only] = node.children;
  if (node.type === 'parenthesized_expression' && only?.type === 'as_pattern') return withItem(only, to);
  if (node.type !== 'as_pattern') return { value: lowerExpression(node, to), target: undefined };
  const alias = childOf(node, 'alias');
  return {
    value: expressionAt(node.children[0], node, to),
    target: alias === undefined ? undefined : lowerExpression(alias, to),
  };
}

const importStatement: Lower = (node, to) =>
  node.children.flatMap((child): Statement[] => {
    const span = spanOf(node, to);
    if (child.type === 'dotted_name')
      return [
        { kind: 'import', ...span, level: 0, module: textOf(child, to), names: undefined, as: undefined },
      ];
    if (child.type !== 'aliased_import') return [];
    const { name, as } = aliased(child, to);
    return [{ kind: 'import', ...span, level: 0, module: name, names: undefined, as }];
  });

function aliased(node: SyntaxNode, to: Lowering): ImportedName {
  const name = childOf(node, 'name');
  const alias = childOf(node, 'alias');
  const text = name === undefined ? '' : textOf(name, to);
  return { name: text, as: alias === undefined ? text : textOf(alias, to) };
}

const importFrom: Lower = (node, to) => {
  const from = childOf(node, 'module_name');
  const written = from === undefined ? '' : textOf(from, to).replaceAll(/\s/g, '');
  const level = /^\.*/.exec(written)?.[0].length ?? 0;
  const names = node.children.flatMap((child): ImportedName[] => {
    if (child.type === 'wildcard_import') return [{ name: '*', as: '*' }];
    if (child.field !== 'name') return [];
    if (child.type === 'aliased_import') return [aliased(child, to)];
    return [{ name: textOf(child, to), as: textOf(child, to) }];
  });
  return [{ kind: 'import', ...spanOf(node, to), level, module: written.slice(level), names, as: undefined }];
};

/** The `else` of a loop. */
function afterLoop(node: SyntaxNode, to: Lowering, depth: number): readonly Statement[] {
  const clause = childOf(node, 'alternative');
  return clause === undefined ? [] : bodyOf(clause, to, depth);
}

const STATEMENTS: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ['expression_statement', expressionStatement],
  ['decorated_definition', decorated],
  ['function_definition', functionDefinition],
  ['class_definition', classDefinition],
  ['if_statement', branches],
  ['try_statement', branches],
  ['match_statement', branches],
  ['with_statement', withStatement],
  ['import_statement', importStatement],
  ['import_from_statement', importFrom],
  [
    'return_statement',
    (node, to) => {
      const value = node.children[0];
      return [
        {
          kind: 'return',
          ...spanOf(node, to),
          value: value === undefined ? undefined : lowerExpression(value, to),
        },
      ];
    },
  ],
  [
    'while_statement',
    (node, to, depth) => [
      ...afterLoop(node, to, depth),
      {
        kind: 'while',
        ...spanOf(node, to),
        test: expressionAt(childOf(node, 'condition'), node, to),
        body: bodyOf(node, to, depth),
      },
    ],
  ],
  [
    'for_statement',
    (node, to, depth) => [
      ...afterLoop(node, to, depth),
      {
        kind: 'for',
        ...spanOf(node, to),
        target: expressionAt(childOf(node, 'left'), node, to),
        source: expressionAt(childOf(node, 'right'), node, to),
        body: bodyOf(node, to, depth),
      },
    ],
  ],
  // What the parser could not fit together still holds whole statements.
  ['ERROR', (node, to, depth) => (depth > MAX_BLOCKS ? [] : lowerBlock(node, to, depth + 1))],
  ['block', (node, to, depth) => lowerBlock(node, to, depth + 1)],
]);
