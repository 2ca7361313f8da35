// A file as a whole: its names, scopes and places, found in one pass and never changed after it.

import type {
  Argument,
  CallExpr,
  ClassStatement,
  DictExpr,
  Expr,
  FunctionStatement,
  Parameter,
  Span,
} from '../ir/ir.ts';
import type { ReadUnit } from '../report/engine-answer.ts';
import type { Requirement } from '../units/requirements.ts';

/** How a name comes to mean something. */
export type Meaning =
  | { readonly kind: 'value'; readonly value: Expr }
  /** A part of a value: an item of a tuple, or what a loop goes through. */
  | { readonly kind: 'part'; readonly of: Expr; readonly index: number | undefined }
  | { readonly kind: 'parameter'; readonly parameter: Parameter; readonly func: FunctionInfo | undefined }
  | {
      readonly kind: 'import';
      readonly level: number;
      readonly module: string;
      readonly name: string | undefined;
    }
  | { readonly kind: 'function'; readonly func: FunctionInfo }
  | { readonly kind: 'class'; readonly klass: ClassInfo };

export interface Binding {
  readonly meaning: Meaning;
  /** The scope that the value is read in. */
  readonly scope: Scope;
  readonly at: number;
  /** False inside of a branch or loop. */
  readonly sure: boolean;
}

export interface Scope {
  readonly kind: 'module' | 'function' | 'class';
  readonly parent: Scope | undefined;
  readonly module: Module;
  readonly func: FunctionInfo | undefined;
  readonly klass: ClassInfo | undefined;
  readonly names: Map<string, Binding[]>;
}

export interface FunctionInfo {
  readonly statement: FunctionStatement;
  readonly scope: Scope;
  /** The class whose body it stands in. */
  readonly klass: ClassInfo | undefined;
  readonly returned: Expr[];
  readonly calls: CallSite[];
  readonly globals: Set<string>;
  readonly docstring: boolean;
}

export interface ClassInfo {
  readonly statement: ClassStatement;
  readonly scope: Scope;
  readonly methods: Map<string, FunctionInfo>;
  /** What its methods and its body give `self.NAME`. */
  readonly attributes: Map<string, Binding[]>;
}

export interface CallSite {
  readonly call: CallExpr;
  readonly scope: Scope;
  /** The closest loop around it, inside of the same function. */
  readonly loop: 'none' | 'bounded' | 'forever';
}

/** `object[key] = value`, `object.name = value`. */
export interface Store extends Span {
  readonly target: Expr;
  readonly value: Expr;
  readonly scope: Scope;
}

export interface Assignment extends Span {
  readonly name: string;
  readonly value: Expr;
  readonly scope: Scope;
}

export interface Site<E extends Expr> {
  readonly expr: E;
  readonly scope: Scope;
}

export interface ImportSite extends Span {
  readonly level: number;
  readonly module: string;
  readonly names: readonly string[];
}

export interface UnitPart {
  readonly unit: ReadUnit;
  /** Where the unit's text begins in the module's offsets. */
  readonly base: number;
}

export interface Module {
  readonly path: string;
  /** Dotted, from the root of the scan: `app.agents`. */
  readonly dotted: string;
  readonly units: readonly UnitPart[];
  readonly scope: Scope;
  readonly calls: CallSite[];
  readonly stores: Store[];
  readonly assignments: Assignment[];
  readonly dicts: Site<DictExpr>[];
  readonly strings: Site<Expr>[];
  readonly functions: FunctionInfo[];
  readonly classes: ClassInfo[];
  readonly imports: ImportSite[];
  /** Modules of `from x import *`. */
  readonly stars: { readonly level: number; readonly module: string }[];
  readonly requirements: readonly Requirement[];
  /** What kept it from being understood in full. */
  readonly problems: readonly string[];
  /** Keyword arguments and the call they belong to. */
  readonly keywords: { readonly argument: Argument; readonly site: CallSite }[];
}
