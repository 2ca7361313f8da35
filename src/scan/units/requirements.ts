// What a project says it needs: the lines of requirements files and the dependencies of pyproject.toml.

import type { Span } from '../ir/ir.ts';

export interface Requirement extends Span {
  /** Normalised as PEP 503 says: lower case, `-`. */
  readonly name: string;
  readonly version: string;
  readonly pinned: boolean;
}

const LINE =
  /^([ \t]*["']?)([A-Za-z0-9][\w.-]*)(?:\[[^\]\n]{0,200}\])?[ \t]*((?:[<>=!~]=?=?[^;#"'\n]{0,200})?)/;

/** Reads either kind of file, line by line; linear. */
export function readRequirements(path: string, text: string): readonly Requirement[] {
  const isToml = path.endsWith('.toml');
  const found: Requirement[] = [];
  let offset = 0;
  let inside = !isToml;
  for (const line of text.split('\n')) {
    if (isToml) inside = isDependencyList(line, inside);
    const requirement = inside ? requirementIn(line, offset, isToml) : undefined;
    if (requirement !== undefined) found.push(requirement);
    offset += line.length + 1;
  }
  return found;
}

/** Inside of `dependencies = [`, `[tool.poetry.dependencies]` and the like. */
function isDependencyList(line: string, inside: boolean): boolean {
  if (/^\s*\[.*depend/.test(line) || /depend\w*"?\s*=\s*\[/.test(line)) return true;
  return /^\s*\[/.test(line) && !line.includes('depend') ? false : inside;
}

function requirementIn(line: string, offset: number, isToml: boolean): Requirement | undefined {
  const start = isToml ? line.search(/["'][A-Za-z]|^\s*[A-Za-z][\w-]*\s*=/) : 0;
  if (start < 0) return undefined;
  const match = LINE.exec(line.slice(start));
  const name = match?.[2];
  if (match === null || name === undefined || (isToml && /depend/.test(name))) return undefined;
  const version = (match[3] ?? '').trim();
  const from = offset + start + (match[1] ?? '').length;
  return {
    name: name.toLowerCase().replace(/[._-]+/g, '-'),
    version,
    pinned: /^={2,3}[^*]+$/.test(version) || /^=\s*["']?\d/.test(version),
    start: from,
    end: offset + start + match[0].trimEnd().length,
  };
}
