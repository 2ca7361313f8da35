// What an SQL text would do, as a real parser reads it; whatever it does not read, or readers differ on, stays unknown.

import { parse } from 'pgsql-ast-parser';

export interface SqlStatement {
  /** Lower case: `select`, `insert`, `update`, `delete`, `drop`, `call` … */
  readonly verb: string;
  /** As written, with the schema where one is given; without common table expressions. Each once. */
  readonly tables: readonly string[];
  /** The literal LIMIT of a plain select. */
  readonly maxRows: number | undefined;
}

export type SqlFacts =
  | { readonly kind: 'parsed'; readonly statements: readonly SqlStatement[] }
  | { readonly kind: 'unparsed' };

const UNPARSED: SqlFacts = { kind: 'unparsed' };

/** Bounds the parser, which takes some milliseconds for each thousand characters and more for deep nesting. */
const MAX_LENGTH = 4096;

/**
 * What servers read differently, so that one statement for us would be two for them: backslashes in strings, block
 * comments (MySQL runs some, PostgreSQL nests them), `#` and `--x`, dollar quotes, bracket quotes, controls.
 */
const AMBIGUOUS = /\\|\/\*|\*\/|#|--(?!\s|$)|\$[A-Za-z_]*\$|\[|(?![\t\n\r])\p{Cc}|[^\S\t\n\r ]/u;

/** Functions that compute. Any other may write, read files or open connections, so it counts as a call of its own. */
const PURE_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs age all any array_agg array_length array_to_string avg bit_length bool_and bool_or btrim cardinality cast ceil ' +
    'ceiling char_length character_length chr coalesce concat concat_ws count cume_dist current_date current_time ' +
    'current_timestamp date date_part date_trunc dense_rank div every exists exp extract first_value floor format ' +
    'greatest ifnull initcap json_agg json_build_object jsonb_agg jsonb_build_object lag last_value lead least left ' +
    'length ln localtime localtimestamp log lower lpad ltrim make_date max md5 min mod nth_value ntile now nullif ' +
    'octet_length percent_rank percentile_cont percentile_disc pi position power rank regexp_match regexp_replace ' +
    'replace reverse right round row row_number rpad rtrim sign some split_part sqrt stddev string_agg strpos substr ' +
    'substring sum to_char to_date to_number to_timestamp translate trim trunc upper variance'
  ).split(' '),
);

/**
 * The statements of a text with their verbs and tables. A select that modifies in a common table expression, or calls
 * a function outside of the standard computing ones, yields a further statement with that verb: so `only: [select]`
 * means it. PostgreSQL's grammar, with backquoted names read as quoted ones. ATTACKER-CONTROLLED: the text.
 */
export function analyzeSql(text: string): SqlFacts {
  if (text.length > MAX_LENGTH || AMBIGUOUS.test(text)) return UNPARSED;
  const portable = withPlainQuotes(text);
  if (portable === undefined) return UNPARSED;
  let parsed: readonly unknown[];
  try {
    parsed = parse(portable);
  } catch {
    // Any failure of the parser means that nobody knows what the text does.
    return UNPARSED;
  }
  const statements = parsed.flatMap(readStatement);
  return statements.length === 0 ? UNPARSED : { kind: 'parsed', statements };
}

/** MySQL's `name` as "name"; undefined where a backquote could be anything else. */
function withPlainQuotes(text: string): string | undefined {
  if (!text.includes('`')) return text;
  // Beside other quotes it is not certain which one opens first.
  if (/['"]|``/.test(text)) return undefined;
  const replaced = text.replace(/`(\w{1,64})`/g, '"$1"');
  return replaced.includes('`') ? undefined : replaced;
}

type Node = Readonly<Record<string, unknown>>;

interface Pending {
  readonly value: unknown;
  /** Names that stand for common table expressions here. */
  readonly scope: ReadonlySet<string>;
}

interface Findings {
  readonly tables: Set<string>;
  /** Verbs of statements and calls inside of the statement. */
  readonly verbs: Set<string>;
  readonly pending: Pending[];
}

const NO_SCOPE: ReadonlySet<string> = new Set();
const QUERIES: ReadonlySet<string> = new Set([
  'select',
  'union',
  'union all',
  'values',
  'with',
  'with recursive',
]);
const MODIFICATIONS: ReadonlySet<string> = new Set(['insert', 'update', 'delete']);
/** Where statements other than queries keep the names that they act on. */
const TARGETS = ['into', 'table', 'tables', 'from', 'name', 'names', 'on'] as const;

function readStatement(root: unknown): readonly SqlStatement[] {
  if (!isNode(root)) return [];
  const verb = verbOf(root);
  const findings: Findings = {
    tables: new Set(),
    verbs: new Set(),
    pending: [{ value: root, scope: NO_SCOPE }],
  };
  if (verb !== 'select') addTargets(root, findings);
  // A stack, not recursion: the nesting is the attacker's choice.
  for (let next = findings.pending.pop(); next !== undefined; next = findings.pending.pop()) {
    visit(next, findings);
  }
  findings.verbs.delete(verb);
  const tables = [...findings.tables];
  return [
    { verb, tables, maxRows: limitOf(root) },
    ...[...findings.verbs].map((inner) => ({ verb: inner, tables, maxRows: undefined })),
  ];
}

/** The verb of a statement; a `with` has that of what it ends in. */
function verbOf(root: Node): string {
  let node = root;
  while (typeOf(node).startsWith('with') && isNode(node['in'])) node = node['in'];
  const type = typeOf(node);
  return QUERIES.has(type) ? 'select' : (type.split(' ')[0] ?? type);
}

function visit({ value, scope }: Pending, findings: Findings): void {
  if (Array.isArray(value)) {
    for (const item of value) findings.pending.push({ value: item, scope });
    return;
  }
  if (!isNode(value)) return;
  const type = typeOf(value);
  if (type.startsWith('with')) {
    visitWith(value, scope, findings);
    return;
  }
  if (type === 'table') addTable(value['name'], scope, findings.tables);
  if (type === 'call' && !isPure(value['function'])) findings.verbs.add('call');
  if (MODIFICATIONS.has(type)) {
    findings.verbs.add(type);
    addTargets(value, findings);
  }
  for (const member of Object.values(value)) findings.pending.push({ value: member, scope });
}

/** Each expression sees those before it; a recursive one sees itself. */
function visitWith(node: Node, outer: ReadonlySet<string>, { pending }: Findings): void {
  const scope = new Set(outer);
  const own = nameOf(node['alias']);
  if (own !== undefined) {
    scope.add(own);
    pending.push({ value: node['bind'], scope });
  }
  for (const bound of Array.isArray(node['bind']) ? node['bind'] : []) {
    if (!isNode(bound)) continue;
    pending.push({ value: bound['statement'], scope: new Set(scope) });
    const alias = nameOf(bound['alias']);
    if (alias !== undefined) scope.add(alias);
  }
  pending.push({ value: node['in'], scope });
}

function addTargets(node: Node, { tables }: Findings): void {
  for (const key of TARGETS) {
    const target = node[key];
    for (const name of Array.isArray(target) ? target : [target]) {
      if (isNode(name) && name['type'] === undefined) addTable(name, NO_SCOPE, tables);
    }
  }
}

function addTable(name: unknown, scope: ReadonlySet<string>, tables: Set<string>): void {
  const bare = nameOf(name);
  if (!isNode(name) || bare === undefined) return;
  const schema = name['schema'];
  if (typeof schema === 'string') tables.add(`${schema}.${bare}`);
  else if (!scope.has(bare)) tables.add(bare);
}

function isPure(name: unknown): boolean {
  const bare = nameOf(name);
  return isNode(name) && name['schema'] === undefined && bare !== undefined && PURE_FUNCTIONS.has(bare);
}

/** Only a plain select: the parser puts the limit of a union on its last part. */
function limitOf(root: Node): number | undefined {
  let node = root;
  while (typeOf(node).startsWith('with') && isNode(node['in'])) node = node['in'];
  if (typeOf(node) !== 'select' || !isNode(node['limit'])) return undefined;
  const limit = node['limit']['limit'];
  if (!isNode(limit) || limit['type'] !== 'integer') return undefined;
  return typeof limit['value'] === 'number' ? limit['value'] : undefined;
}

function nameOf(value: unknown): string | undefined {
  return isNode(value) && typeof value['name'] === 'string' ? value['name'] : undefined;
}

function typeOf(node: Node): string {
  return typeof node['type'] === 'string' ? node['type'] : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
