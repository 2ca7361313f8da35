// What a parsed CEL expression contains, as far as its cost and its variables go.

import type { parse } from '@bufbuild/cel';

type Expression = NonNullable<ReturnType<typeof parse>['expr']>;

export interface ExpressionShape {
  readonly comprehensions: number;
  /** True when a comprehension runs inside the body of another: cost multiplies. */
  readonly nested: boolean;
  /** Free variables. */
  readonly variables: readonly string[];
  /** Literal patterns of `matches`. */
  readonly patterns: readonly string[];
}

interface Visit {
  readonly node: Expression | undefined;
  readonly inBody: boolean;
  readonly bound: readonly string[];
}

interface Findings {
  comprehensions: number;
  nested: boolean;
  readonly variables: Set<string>;
  readonly patterns: string[];
}

/** Walks the whole tree without recursion. */
export function inspectExpression(parsed: ReturnType<typeof parse>): ExpressionShape {
  const found: Findings = { comprehensions: 0, nested: false, variables: new Set(), patterns: [] };
  const stack: Visit[] = [{ node: parsed.expr, inBody: false, bound: [] }];
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    for (const next of childrenOf(visit, found)) stack.push(next);
  }
  return { ...found, variables: [...found.variables] };
}

function childrenOf(visit: Visit, found: Findings): readonly Visit[] {
  const kind = visit.node?.exprKind;
  const children = (...nodes: (Expression | undefined)[]) => nodes.map((node) => ({ ...visit, node }));
  switch (kind?.case) {
    case 'identExpr':
      if (!visit.bound.includes(kind.value.name)) found.variables.add(kind.value.name);
      return [];
    case 'selectExpr':
      return children(kind.value.operand);
    case 'listExpr':
      return children(...kind.value.elements);
    case 'structExpr':
      return children(
        ...kind.value.entries.flatMap((entry) => [
          entry.value,
          entry.keyKind.case === 'mapKey' ? entry.keyKind.value : undefined,
        ]),
      );
    case 'callExpr':
      if (kind.value.function === 'matches') collectPattern(kind.value.args.at(-1), found);
      return children(kind.value.target, ...kind.value.args);
    case 'comprehensionExpr':
      return comprehension(kind.value, visit, found);
    case 'constExpr':
    case undefined:
      return [];
  }
}

type Comprehension = Extract<Expression['exprKind'], { case: 'comprehensionExpr' }>['value'];

function comprehension(node: Comprehension, visit: Visit, found: Findings): readonly Visit[] {
  found.comprehensions += 1;
  if (visit.inBody) found.nested = true;
  const bound = [...visit.bound, node.accuVar, node.iterVar, node.iterVar2];
  return [
    { ...visit, node: node.iterRange },
    { ...visit, node: node.accuInit },
    ...[node.loopCondition, node.loopStep, node.result].map((body) => ({ node: body, inBody: true, bound })),
  ];
}

function collectPattern(argument: Expression | undefined, found: Findings): void {
  const kind = argument?.exprKind;
  if (kind?.case !== 'constExpr' || kind.value.constantKind.case !== 'stringValue') return;
  found.patterns.push(kind.value.constantKind.value);
}
