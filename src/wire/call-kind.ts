// Which of the frameworks' own calls a request is: it decides the shape of a refusal and where a reply hands the turn to.

import { type CallKind, type JsonObject, ownField, stringField } from '../domain/index.ts';

/** What the templates of AutoGen and Agent Framework tell. ATTACKER-CONTROLLED: claims, good for restrictions only. */
export interface CallShape {
  readonly kind: CallKind;
  /** The names in the brackets of a speaker selection. */
  readonly candidates: readonly string[];
  /** The participants that its prompt describes. */
  readonly roster: readonly string[];
}

interface Speaker {
  readonly name: string | undefined;
  readonly text: string;
}

const SELECTION_OPENING = 'You are in a role play game. The following roles are available:';
const CANDIDATES_OPENING = 'select the next role from [';
/** The internal agent of AutoGen 0.2 that asks for the next speaker, also where templates are replaced. */
const SELECTION_ASKER = 'checking_agent';
const LEDGER_OPENING = 'Recall we are working on the following request:';

/** More than any group has. Beyond it there are no candidates: comparing a reply with each would cost too much. */
const MAX_PARTICIPANTS = 256;

const KNOWN_SCHEMAS: ReadonlyMap<string, CallKind> = new Map([
  ['LedgerEntry', 'magentic_ledger'],
  ['AgentOrchestrationOutput', 'maf_orchestrator'],
  ['RetryDecision', 'retry_decision'],
]);

/** Reads the string literals of a Python list from just after its bracket; none where it is not one. Each try is bounded. */
function pythonStringList(text: string, start: number): readonly string[] {
  const literal = /[ \n]{0,99}(?:'((?:[^'\\\n]|\\.){0,256})'|"((?:[^"\\\n]|\\.){0,256})")([,\]])/y;
  const names: string[] = [];
  literal.lastIndex = start;
  for (let match = literal.exec(text); match !== null; match = literal.exec(text)) {
    names.push((match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'));
    if (match[3] === ']') return names;
    if (names.length === MAX_PARTICIPANTS) return [];
  }
  return [];
}

function candidatesIn(text: string): readonly string[] {
  // The first list: the developer's text comes before the conversation that some templates quote after it.
  const at = text.indexOf(CANDIDATES_OPENING);
  return at === -1 ? [] : pythonStringList(text, at + CANDIDATES_OPENING.length);
}

/** The `name: description` lines before the list of candidates. */
function rosterIn(text: string, candidates: readonly string[]): readonly string[] {
  const described = text.slice(SELECTION_OPENING.length, Math.max(text.indexOf(CANDIDATES_OPENING), 0));
  const listed = new Set(candidates);
  const names = new Set<string>();
  for (const line of described.split('\n')) {
    const name = line.slice(0, Math.max(line.indexOf(':'), 0)).trim();
    if (/^[A-Za-z0-9_-]{1,64}$/.test(name) || listed.has(name)) names.add(name);
    if (names.size === MAX_PARTICIPANTS) break;
  }
  return [...names];
}

function selectionShape(first: Speaker, last: Speaker): CallShape | undefined {
  if (first.text.startsWith(SELECTION_OPENING)) {
    const candidates = candidatesIn(first.text);
    return { kind: 'speaker_selection', candidates, roster: rosterIn(first.text, candidates) };
  }
  if (last.name !== SELECTION_ASKER) return undefined;
  return { kind: 'speaker_selection', candidates: candidatesIn(last.text), roster: [] };
}

/** Agent Framework, and models without structured output, ask for the Magentic ledger in prose. */
function asksForLedger(text: string): boolean {
  return (
    text.trimStart().startsWith(LEDGER_OPENING) &&
    text.includes('is_request_satisfied') &&
    text.includes('next_speaker')
  );
}

function kindByFormat(format: string | undefined): CallKind {
  return format === 'json_schema' || format === 'json_object' ? format : 'normal';
}

/** Recognises a call by its response schema, then by the prompts of the frameworks' templates. */
export function callShape(body: JsonObject, messages: readonly Speaker[]): CallShape {
  const format = ownField(body, 'response_format');
  const schema = stringField(ownField(format, 'json_schema'), 'name');
  const known = schema === undefined ? undefined : KNOWN_SCHEMAS.get(schema);
  if (known !== undefined) return { kind: known, candidates: [], roster: [] };

  const kind = kindByFormat(stringField(format, 'type'));
  const first = messages[0];
  const last = messages.at(-1);
  if (first === undefined || last === undefined) return { kind, candidates: [], roster: [] };
  const selection = kind === 'normal' ? selectionShape(first, last) : undefined;
  if (selection !== undefined) return selection;
  const ledger = kind !== 'json_schema' && asksForLedger(last.text);
  return { kind: ledger ? 'magentic_ledger' : kind, candidates: [], roster: [] };
}
