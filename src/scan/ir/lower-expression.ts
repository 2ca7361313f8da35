// Expressions: from the parser's nodes to the typed tree. Depth is bounded; what lies deeper becomes `other`.

import type { SyntaxNode } from '../syntax/syntax-tree.ts';
import type { Argument, DictEntry, Expr, Parameter } from './ir.ts';
import { numberValue, stringValue } from './literals.ts';

/** The text that nodes point into, and what lowering could not do. */
export interface Lowering {
  readonly text: string;
  /** Added to every offset. */
  readonly base: number;
  depth: number;
  tooDeep: boolean;
}

const MAX_DEPTH = 400;

type Lower = (node: SyntaxNode, to: Lowering) => Expr;

export function lowerExpression(node: SyntaxNode, to: Lowering): Expr {
  const lower = EXPRESSIONS.get(node.type);
  if (lower === undefined) return other(node, to);
  if (to.depth >= MAX_DEPTH) {
    to.tooDeep = true;
    return { kind: 'other', ...spanOf(node, to), parts: [] };
  }
  to.depth += 1;
  const expression = lower(node, to);
  to.depth -= 1;
  return expression;
}

export function spanOf(node: SyntaxNode, to: Lowering): { start: number; end: number } {
  return { start: node.start + to.base, end: node.end + to.base };
}

export function textOf(node: SyntaxNode, to: Lowering): string {
  return to.text.slice(node.start, node.end);
}

export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  for (const child of node.children) if (child.field === field) return child;
  return undefined;
}

/** All that is in a node whose meaning is not modelled. */
function other(node: SyntaxNode, to: Lowering): Expr {
  const span = spanOf(node, to);
  if (to.depth >= MAX_DEPTH) {
    to.tooDeep = true;
    return { kind: 'other', ...span, parts: [] };
  }
  to.depth += 1;
  const parts = node.children.filter(isExpression).map((child) => lowerExpression(child, to));
  to.depth -= 1;
  return { kind: 'other', ...span, parts };
}

function isExpression({ type }: SyntaxNode): boolean {
  return type !== 'string_content' && type.length > 3;
}

function required(node: SyntaxNode | undefined, within: SyntaxNode, to: Lowering): Expr {
  return node === undefined ? { kind: 'other', ...spanOf(within, to), parts: [] } : lowerExpression(node, to);
}

function all(nodes: readonly SyntaxNode[], to: Lowering): Expr[] {
  return nodes.filter(isExpression).map((node) => lowerExpression(node, to));
}

function sequence(form: 'list' | 'tuple' | 'set'): Lower {
  return (node, to) => ({ kind: 'sequence', ...spanOf(node, to), form, items: all(node.children, to) });
}

function constant(value: boolean | null): Lower {
  return (node, to) => ({ kind: 'constant', ...spanOf(node, to), value });
}

const inner: Lower = (node, to) => {
  const only = node.children.find(isExpression);
  return node.children.filter(isExpression).length === 1 && only !== undefined
    ? lowerExpression(only, to)
    : other(node, to);
};

const string: Lower = (node, to) => {
  const prefix = /^[A-Za-z]*/.exec(to.text.slice(node.start, node.start + 3))?.[0] ?? '';
  const parts: Expr[] = [];
  for (const child of node.children) {
    const span = spanOf(child, to);
    if (child.type === 'string_content')
      parts.push({ kind: 'str', ...span, value: stringValue(textOf(child, to), prefix) });
    else if (child.type === 'interpolation')
      parts.push(required(childOf(child, 'expression') ?? child.children[0], child, to));
  }
  return joined(parts, spanOf(node, to));
};

const concatenated: Lower = (node, to) => {
  const parts = all(node.children, to).flatMap((part) => (part.kind === 'fstring' ? part.parts : [part]));
  return joined(parts, spanOf(node, to));
};

function joined(parts: readonly Expr[], span: { start: number; end: number }): Expr {
  let value = '';
  for (const part of parts) {
    if (part.kind !== 'str') return { kind: 'fstring', ...span, parts };
    value += part.value;
  }
  return { kind: 'str', ...span, value };
}

const call: Lower = (node, to) => {
  const list = childOf(node, 'arguments');
  const args =
    list === undefined
      ? []
      : list.type === 'argument_list'
        ? argumentsOf(list, to)
        : [plainArgument(lowerExpression(list, to))];
  return { kind: 'call', ...spanOf(node, to), callee: required(childOf(node, 'function'), node, to), args };
};

function plainArgument(value: Expr): Argument {
  return { name: undefined, form: 'plain', value, start: value.start, end: value.end };
}

export function argumentsOf(list: SyntaxNode, to: Lowering): Argument[] {
  return list.children.filter(isExpression).map((child): Argument => {
    if (child.type === 'keyword_argument') {
      const name = childOf(child, 'name');
      const value = required(childOf(child, 'value'), child, to);
      return {
        name: name === undefined ? undefined : textOf(name, to),
        form: 'plain',
        value,
        ...spanOf(child, to),
      };
    }
    const form = child.type === 'list_splat' ? '*' : child.type === 'dictionary_splat' ? '**' : 'plain';
    if (form === 'plain') return plainArgument(lowerExpression(child, to));
    return { name: undefined, form, value: required(child.children[0], child, to), ...spanOf(child, to) };
  });
}

const dictionary: Lower = (node, to) => {
  const entries = node.children.flatMap((child): DictEntry[] => {
    if (child.type === 'pair') {
      const key = required(childOf(child, 'key'), child, to);
      return [{ key, value: required(childOf(child, 'value'), child, to), ...spanOf(child, to) }];
    }
    if (child.type !== 'dictionary_splat') return [];
    return [{ key: undefined, value: required(child.children[0], child, to), ...spanOf(child, to) }];
  });
  return { kind: 'dict', ...spanOf(node, to), entries };
};

const either: Lower = (node, to) => ({
  kind: 'either',
  ...spanOf(node, to),
  operator: node.children.some(({ type }) => type === 'or') ? 'or' : 'and',
  left: required(childOf(node, 'left'), node, to),
  right: required(childOf(node, 'right'), node, to),
});

const binary: Lower = (node, to) => {
  const operator = childOf(node, 'operator');
  return {
    kind: 'binary',
    ...spanOf(node, to),
    operator: operator === undefined ? '' : textOf(operator, to),
    left: required(childOf(node, 'left'), node, to),
    right: required(childOf(node, 'right'), node, to),
  };
};

const unary: Lower = (node, to) => {
  const operand = required(childOf(node, 'argument'), node, to);
  const isMinus = to.text.charAt(node.start) === '-';
  return isMinus && operand.kind === 'number'
    ? { kind: 'number', ...spanOf(node, to), value: -operand.value }
    : { kind: 'other', ...spanOf(node, to), parts: [operand] };
};

const conditional: Lower = (node, to) => {
  const [then, test, otherwise] = node.children.filter(isExpression);
  return {
    kind: 'conditional',
    ...spanOf(node, to),
    whenTrue: required(then, node, to),
    test: required(test, node, to),
    otherwise: required(otherwise, node, to),
  };
};

const lambda: Lower = (node, to) => {
  const parameters = childOf(node, 'parameters');
  return {
    kind: 'lambda',
    ...spanOf(node, to),
    parameters: parameters === undefined ? [] : parametersOf(parameters, to),
    body: required(childOf(node, 'body'), node, to),
  };
};

const comprehension: Lower = (node, to) => {
  const clauses = node.children.filter(({ type }) => type === 'for_in_clause');
  return {
    kind: 'comprehension',
    ...spanOf(node, to),
    element: required(childOf(node, 'body'), node, to),
    targets: clauses.map((clause) => required(childOf(clause, 'left'), clause, to)),
    sources: clauses.map((clause) => required(childOf(clause, 'right'), clause, to)),
  };
};

const EXPRESSIONS: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ['string', string],
  ['concatenated_string', concatenated],
  ['identifier', (node, to) => ({ kind: 'name', ...spanOf(node, to), name: textOf(node, to) })],
  [
    'attribute',
    (node, to) => ({
      kind: 'attribute',
      ...spanOf(node, to),
      object: required(childOf(node, 'object'), node, to),
      name: textOf(childOf(node, 'attribute') ?? node, to),
    }),
  ],
  ['call', call],
  ['dictionary', dictionary],
  ['list', sequence('list')],
  ['tuple', sequence('tuple')],
  ['set', sequence('set')],
  ['expression_list', sequence('tuple')],
  ['pattern_list', sequence('tuple')],
  ['tuple_pattern', sequence('tuple')],
  ['list_pattern', sequence('list')],
  ['true', constant(true)],
  ['false', constant(false)],
  ['none', constant(null)],
  ['integer', (node, to) => ({ kind: 'number', ...spanOf(node, to), value: numberValue(textOf(node, to)) })],
  ['float', (node, to) => ({ kind: 'number', ...spanOf(node, to), value: numberValue(textOf(node, to)) })],
  ['parenthesized_expression', inner],
  ['await', inner],
  ['as_pattern_target', inner],
  [
    'subscript',
    (node, to) => ({
      kind: 'subscript',
      ...spanOf(node, to),
      object: required(childOf(node, 'value'), node, to),
      index: required(childOf(node, 'subscript'), node, to),
    }),
  ],
  ['binary_operator', binary],
  ['boolean_operator', either],
  ['unary_operator', unary],
  [
    'not_operator',
    (node, to) => ({
      kind: 'not',
      ...spanOf(node, to),
      operand: required(childOf(node, 'argument'), node, to),
    }),
  ],
  ['conditional_expression', conditional],
  ['lambda', lambda],
  [
    'named_expression',
    (node, to) => ({
      kind: 'walrus',
      ...spanOf(node, to),
      name: textOf(childOf(node, 'name') ?? node, to),
      value: required(childOf(node, 'value'), node, to),
    }),
  ],
  [
    'list_splat',
    (node, to) => ({ kind: 'star', ...spanOf(node, to), operand: required(node.children[0], node, to) }),
  ],
  ['list_comprehension', comprehension],
  ['set_comprehension', comprehension],
  ['generator_expression', comprehension],
]);

export function parametersOf(node: SyntaxNode, to: Lowering): Parameter[] {
  return node.children.flatMap((child) => parameterOf(child, to) ?? []);
}

function parameterOf(node: SyntaxNode, to: Lowering): Parameter | undefined {
  const named = childOf(node, 'name') ?? node.children[0] ?? node;
  const inside = named.type.endsWith('_pattern') ? (named.children[0] ?? named) : named;
  if (inside.type !== 'identifier') return undefined;
  const annotation = childOf(node, 'type');
  const preset = childOf(node, 'value');
  return {
    name: textOf(inside, to),
    form:
      /^\*{0,2}/.exec(textOf(node, to))?.[0] === '**' ? '**' : to.text[node.start] === '*' ? '*' : 'plain',
    annotation: annotation === undefined ? undefined : textOf(annotation, to),
    preset: preset === undefined ? undefined : lowerExpression(preset, to),
    ...spanOf(node, to),
  };
}
