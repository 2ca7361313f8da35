// Python as the rules' facts see it: a small typed tree, the same whichever parser made it. Offsets are UTF-16, end exclusive.

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Parameter extends Span {
  readonly name: string;
  readonly form: 'plain' | '*' | '**';
  readonly annotation: string | undefined;
  readonly preset: Expr | undefined;
}

export interface Argument extends Span {
  /** Of a keyword argument. */
  readonly name: string | undefined;
  readonly form: 'plain' | '*' | '**';
  readonly value: Expr;
}

export interface DictEntry extends Span {
  /** Absent for `**value`. */
  readonly key: Expr | undefined;
  readonly value: Expr;
}

export type StrExpr = Span & { readonly kind: 'str'; readonly value: string };
export type NameExpr = Span & { readonly kind: 'name'; readonly name: string };
export type CallExpr = Span & {
  readonly kind: 'call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
};
export type DictExpr = Span & { readonly kind: 'dict'; readonly entries: readonly DictEntry[] };
export type AttributeExpr = Span & {
  readonly kind: 'attribute';
  readonly object: Expr;
  readonly name: string;
};

export type Expr =
  | StrExpr
  | NameExpr
  | CallExpr
  | DictExpr
  | AttributeExpr
  | (Span & { readonly kind: 'fstring'; readonly parts: readonly Expr[] })
  | (Span & { readonly kind: 'number'; readonly value: number })
  | (Span & { readonly kind: 'constant'; readonly value: boolean | null })
  | (Span & {
      readonly kind: 'sequence';
      readonly form: 'list' | 'tuple' | 'set';
      readonly items: readonly Expr[];
    })
  | (Span & { readonly kind: 'subscript'; readonly object: Expr; readonly index: Expr })
  | (Span & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expr;
      readonly right: Expr;
    })
  | (Span & {
      readonly kind: 'either';
      readonly operator: 'and' | 'or';
      readonly left: Expr;
      readonly right: Expr;
    })
  | (Span & { readonly kind: 'not'; readonly operand: Expr })
  | (Span & {
      readonly kind: 'conditional';
      readonly test: Expr;
      readonly whenTrue: Expr;
      readonly otherwise: Expr;
    })
  | (Span & { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expr })
  | (Span & { readonly kind: 'walrus'; readonly name: string; readonly value: Expr })
  | (Span & { readonly kind: 'star'; readonly operand: Expr })
  | (Span & {
      readonly kind: 'comprehension';
      readonly element: Expr;
      readonly targets: readonly Expr[];
      readonly sources: readonly Expr[];
    })
  /** Anything else: what is in it is seen, what it means is not known. */
  | (Span & { readonly kind: 'other'; readonly parts: readonly Expr[] });

export interface ImportedName {
  /** As written behind `import`, `*` for all. */
  readonly name: string;
  readonly as: string;
}

export type FunctionStatement = Span & {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Expr[];
  readonly returns: boolean;
  readonly body: readonly Statement[];
};
export type ClassStatement = Span & {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Argument[];
  readonly decorators: readonly Expr[];
  readonly body: readonly Statement[];
};

export type Statement =
  | FunctionStatement
  | ClassStatement
  | (Span & { readonly kind: 'expression'; readonly value: Expr })
  | (Span & {
      readonly kind: 'assign';
      readonly targets: readonly Expr[];
      readonly value: Expr;
      /** `+=` and its like: the old value stays part of the new one. */
      readonly augmented: boolean;
    })
  | (Span & { readonly kind: 'return'; readonly value: Expr | undefined })
  | (Span & { readonly kind: 'while'; readonly test: Expr; readonly body: readonly Statement[] })
  | (Span & {
      readonly kind: 'for';
      readonly target: Expr;
      readonly source: Expr;
      readonly body: readonly Statement[];
    })
  | (Span & {
      readonly kind: 'with';
      readonly items: readonly { readonly value: Expr; readonly target: Expr | undefined }[];
      readonly body: readonly Statement[];
    })
  /** `from module import names` (`level` leading dots), or `import module as`. */
  | (Span & {
      readonly kind: 'import';
      readonly level: number;
      readonly module: string;
      readonly names: readonly ImportedName[] | undefined;
      readonly as: string | undefined;
    })
  /** `if`, `try`, `match`: any of the branches may run. */
  | (Span & {
      readonly kind: 'branches';
      readonly tests: readonly Expr[];
      readonly bodies: readonly (readonly Statement[])[];
    })
  /** `raise`, `assert`, `del`, and what was not understood. */
  | (Span & { readonly kind: 'effect'; readonly parts: readonly Expr[] });
