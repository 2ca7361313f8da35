// The entry: reads a block of code, then the code inside it, and joins what was found.

import {
  addFinding,
  type CodeFacts,
  type Embedded,
  type Findings,
  HOLE,
  type Language,
  type Report,
} from './facts.ts';
import { reportPython } from './python/python.ts';
import { reportShell } from './shell/shell.ts';

const MAX_SOURCE = 64 * 1024;
const MAX_DEPTH = 3;
/** Pieces of embedded code, and their characters in all; what goes beyond stays unread, and the facts say so. */
const MAX_PIECES = 256;
const MAX_EMBEDDED = 2 * MAX_SOURCE;

const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['python', 'python'],
  ['python3', 'python'],
  ['py', 'python'],
  ['ipython', 'python'],
  ['sh', 'shell'],
  ['bash', 'shell'],
  ['shell', 'shell'],
  ['zsh', 'shell'],
  ['dash', 'shell'],
  ['ksh', 'shell'],
]);

interface Piece extends Embedded {
  readonly depth: number;
}

interface Queue {
  readonly pieces: Piece[];
  /** By the text itself, not by a key made of it: a text that comes a thousand times is hashed once. */
  readonly seen: ReadonlyMap<Language, Set<string>>;
  count: number;
  characters: number;
}

/**
 * What `source` may do, read from its syntax. Nothing is run and nothing is read from outside.
 * Never throws; time and memory are linear in the source. Code inside the code (`python -c`, `sh -c`, `eval`, `os.system`,
 * here-documents) is read too, three levels deep. More than 64 Ki UTF-16 units, a NUL character or a language other than
 * Python and shell: `unknown`. ATTACKER-CONTROLLED: both arguments.
 */
export function analyzeCode(language: string, source: string): CodeFacts {
  const known = LANGUAGES.get(language.toLowerCase());
  if (known === undefined) return { kind: 'unknown', why: 'language' };
  if (source.length > MAX_SOURCE) return { kind: 'unknown', why: 'too_large' };
  if (source.includes('\0')) return { kind: 'unknown', why: 'nul_byte' };
  const findings: Findings = { capabilities: new Set(), evidence: [], complete: true };
  const queue: Queue = {
    pieces: [{ language: known, source, line: 1, depth: 0 }],
    seen: new Map([
      ['python', new Set<string>()],
      ['shell', new Set<string>()],
    ]),
    count: 0,
    characters: 0,
  };
  for (let piece = queue.pieces.pop(); piece !== undefined; piece = queue.pieces.pop()) {
    analyzePiece(piece, findings, queue);
  }
  return {
    kind: 'analysed',
    capabilities: [...findings.capabilities].sort(),
    evidence: findings.evidence,
    complete: findings.complete,
  };
}

function analyzePiece(piece: Piece, findings: Findings, queue: Queue): void {
  const lineOf = (line: number) => (piece.depth === 0 ? line : piece.line);
  const report: Report = {
    found: (capability, line, what) => addFinding(findings, { capability, line: lineOf(line), what }),
    unclear: () => {
      findings.complete = false;
    },
    embed: (language, source, line) => {
      const embedded: Piece = { language, source, line: lineOf(line), depth: piece.depth + 1 };
      if (!enqueue(embedded, queue)) findings.complete = false;
    },
  };
  if (piece.source.includes(HOLE)) hidden(piece, findings);
  if (piece.language === 'python') reportPython(piece.source, report);
  else reportShell(piece.source, report);
}

/** Python with a part that is only known at run time may be anything; a shell word with a hole is judged by its place. */
function hidden(piece: Piece, findings: Findings): void {
  if (piece.language === 'python') findings.complete = false;
}

/** False where the piece is not read because of a limit. */
function enqueue(piece: Piece, queue: Queue): boolean {
  const seen = queue.seen.get(piece.language);
  if (seen?.has(piece.source)) return true;
  queue.characters += piece.source.length;
  if (piece.depth > MAX_DEPTH || queue.count >= MAX_PIECES || queue.characters > MAX_EMBEDDED) return false;
  if (piece.source.includes('\0')) return false;
  seen?.add(piece.source);
  queue.count++;
  queue.pieces.push(piece);
  return true;
}
