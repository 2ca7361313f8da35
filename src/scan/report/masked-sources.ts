// The scanned texts as they may be shown: what any rule calls a secret is masked in all of them, for every finding.

import { applyFixes, type Fix } from '../fix/apply-edits.ts';
import type { EngineFinding, ReadUnit } from './engine-answer.ts';
import { collapseMasks, createMasker, type Masker, maskOffsets } from './mask.ts';
import type { ReportRange } from './scan-report.ts';

const LONGEST_LINE = 240;
const MOST_LINES = 20;

export class MaskedSources {
  readonly #places = new Map<ReadUnit, (readonly [number, number])[]>();
  readonly #texts = new Map<ReadUnit, string>();
  readonly #starts = new Map<ReadUnit, readonly number[]>();
  readonly #mask: Masker;

  constructor(findings: readonly EngineFinding[]) {
    const secrets: string[] = [];
    for (const { unit, secrets: ranges } of findings) {
      for (const range of ranges) {
        const place = this.#offsets(unit, range);
        this.#places.set(unit, [...(this.#places.get(unit) ?? []), place]);
        secrets.push(unquoted(unit.text.slice(...place)));
      }
    }
    this.#mask = createMasker(secrets);
  }

  /** Any text about the code, without its secrets. */
  told(text: string): string {
    return collapseMasks(this.#mask(text));
  }

  /** One line of a source (from 1), trimmed. */
  line(unit: ReadUnit, line: number): string {
    const [start, end] = this.#lines(unit, line, line);
    return shown(this.#masked(unit).slice(start, end)).slice(0, LONGEST_LINE);
  }

  /** The lines of a range as they are, and as the fix would make them. What a fix adds elsewhere is left out. */
  change(unit: ReadUnit, range: ReportRange, fix: Fix): { readonly before: string; readonly after: string } {
    const [start, end] = this.#lines(unit, range.line, Math.min(range.endLine, range.line + MOST_LINES));
    const before = this.#masked(unit).slice(start, end);
    const edits = fix.edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    return { before: shown(before), after: shown(applyFixes(before, [{ edits }]).text) };
  }

  #masked(unit: ReadUnit): string {
    const known = this.#texts.get(unit);
    if (known !== undefined) return known;
    const masked = this.#mask(maskOffsets(unit.text, this.#places.get(unit) ?? []));
    this.#texts.set(unit, masked);
    return masked;
  }

  #offsets(unit: ReadUnit, range: ReportRange): readonly [number, number] {
    const starts = this.#startsOf(unit);
    const at = (line: number, column: number): number =>
      Math.min((starts[line - 1] ?? unit.text.length) + column - 1, unit.text.length);
    return [at(range.line, range.column), at(range.endLine, range.endColumn)];
  }

  /** Offsets of whole lines, without the last line's end. */
  #lines(unit: ReadUnit, line: number, endLine: number): readonly [number, number] {
    const starts = this.#startsOf(unit);
    const start = starts[line - 1] ?? unit.text.length;
    const next = starts[endLine];
    return [start, next === undefined ? unit.text.length : next - 1];
  }

  #startsOf(unit: ReadUnit): readonly number[] {
    const known = this.#starts.get(unit);
    if (known !== undefined) return known;
    const starts = [0];
    for (let at = unit.text.indexOf('\n'); at !== -1; at = unit.text.indexOf('\n', at + 1))
      starts.push(at + 1);
    this.#starts.set(unit, starts);
    return starts;
  }
}

function shown(masked: string): string {
  return collapseMasks(masked).trim();
}

/** A string literal without its prefix and quotes. */
function unquoted(text: string): string {
  return /^[A-Za-z]{0,2}('''|"""|'|")([\s\S]*)\1$/.exec(text)?.[2] ?? text;
}
