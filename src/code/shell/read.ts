// Reads shell source (POSIX with bash's additions) into simple commands, in one pass and linear time.

import { HOLE } from '../facts.ts';
import { ShellState } from './state.ts';
import type { ShellSource } from './syntax.ts';

const BLANKS = /[ \t\r]+/y;
const PLAIN = /[^\s\\'"$`();&|<>]+/y;
const COMMENT = /#[^\n]*/y;
const OPERATOR = /<<<|<<-|<<|<>|<&|<\(|<|&>>|&>|>>|>&|>\||>\(|>|\|\||\|&|\||&&|&|;;&|;;|;&|;/y;
const ARITHMETIC = /\(\([^()'"`\n]*\)\)/y;
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*)|[0-9@*#?$!-])/y;
const ANSI_C = /\$'(?:[^'\\]|\\[\s\S])*'/y;
const FUNCTION_MARK = /\([ \t]*\)/y;
const DOUBLE_PLAIN = /[^"\\$`]+/y;

function take(state: ShellState, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = state.position;
  const found = pattern.exec(state.source);
  if (found !== null) state.advance(found[0]);
  return found;
}

/** `$…` and backquotes: the same inside and outside double quotes. True when something was read. */
function expansion(state: ShellState, char: string): boolean {
  if (char === '`') {
    if (state.top.kind === 'list' && state.top.close === '`') state.closeList();
    else state.openList('`');
    state.advance(char);
  } else if (char === '$') dollar(state);
  else return false;
  return true;
}

function dollar(state: ShellState): void {
  const next = state.source[state.position + 1];
  const variable = take(state, VARIABLE);
  if (variable !== null) state.addVariable(variable[1] ?? variable[2]);
  else if (next === '{') {
    state.advance('${');
    state.openParameter();
  } else {
    state.advance('$');
    if (next === '(') substitution(state);
    else state.add('$', true);
  }
}

/** `$((1 + 2))` is a number; whatever else stands in `$(…)` is read as commands. */
function substitution(state: ShellState): void {
  if (take(state, ARITHMETIC) !== null) state.add(HOLE, false);
  else {
    state.openList(')');
    state.advance('(');
  }
}

function doubleQuoted(state: ShellState, char: string): void {
  if (char === '"') {
    state.closeQuote();
    state.advance(char);
  } else if (char === '\\') escaped(state, '$`"\\\n');
  else if (!expansion(state, char)) state.add(take(state, DOUBLE_PLAIN)?.[0] ?? '', true);
}

/** `${name:-…}`: the value is unknown, but what it expands on the way is run. */
function parameter(state: ShellState, char: string): void {
  if (char === '}') {
    state.closeParameter();
    state.advance(char);
  } else if (char === '"') {
    state.openQuote();
    state.advance(char);
  } else if (char === '\\') state.advance(state.source.slice(state.position, state.position + 2));
  else if (!expansion(state, char)) state.advance(char);
}

function escaped(state: ShellState, special: string | undefined): void {
  const next = state.source[state.position + 1] ?? '';
  state.advance(`\\${next}`);
  if (next === '\n') return;
  state.add(special === undefined || special.includes(next) ? next : `\\${next}`, true);
}

function singleQuoted(state: ShellState): void {
  const { source, position } = state;
  const end = source.indexOf("'", position + 1);
  if (end === -1) state.sound = false;
  const stop = end === -1 ? source.length : end;
  state.add(source.slice(position + 1, stop), true);
  state.advance(source.slice(position, stop + 1));
}

function quote(state: ShellState, char: string): boolean {
  if (char === "'") singleQuoted(state);
  else if (char === '"') {
    state.openQuote();
    state.advance(char);
  } else if (char === '\\') escaped(state, undefined);
  else if (char === '$' && state.source[state.position + 1] === "'") {
    const found = take(state, ANSI_C);
    if (found === null) return false;
    state.addAnsiC(found[0].slice(2, -1));
  } else return false;
  return true;
}

function operator(state: ShellState, char: string): boolean {
  if (!'<>|&;'.includes(char)) return false;
  const found = take(state, OPERATOR)?.[0] ?? '';
  if (state.inTest) state.endWord();
  else if (found === '<(' || found === '>(') {
    state.openList(')');
  } else if (found === '|' || found === '|&') state.endCommand(true);
  else if (found.startsWith(';')) state.endClause(found);
  else if (found === '&' || found === '&&' || found === '||') state.endCommand(false);
  else state.redirect(found);
  return true;
}

function parenthesis(state: ShellState, char: string): boolean {
  if (char === ')') {
    state.closeParenthesis();
    state.advance(char);
    return true;
  }
  if (char !== '(') return false;
  if (state.atCommand && take(state, ARITHMETIC) !== null) return true;
  if (state.afterName && take(state, FUNCTION_MARK) !== null) state.defineFunction();
  else if (state.inPattern || state.inTest) state.advance(char);
  else {
    state.openGroup();
    state.advance(char);
  }
  return true;
}

function listed(state: ShellState, char: string): void {
  if (take(state, BLANKS) !== null) state.endWord();
  else if (char === '\n') {
    state.endCommand(false);
    state.advance(char);
    state.readHereDocuments();
  } else if (char === '#' && !state.inWord) take(state, COMMENT);
  else if (!special(state, char)) {
    const plain = take(state, PLAIN)?.[0];
    if (plain === undefined) state.advance(char);
    state.add(plain ?? char, false);
  }
}

const special = (state: ShellState, char: string) =>
  quote(state, char) || expansion(state, char) || operator(state, char) || parenthesis(state, char);

/**
 * Never throws; linear time and memory; no recursion. ATTACKER-CONTROLLED: `source`.
 * Commands inside functions, branches, substitutions and subshells are all listed: any of them may run.
 */
export function readShell(source: string): ShellSource {
  const state = new ShellState(source);
  while (state.position < source.length) {
    const char = source[state.position] ?? '';
    if (state.top.kind === 'quote') doubleQuoted(state, char);
    else if (state.top.kind === 'parameter') parameter(state, char);
    else listed(state, char);
  }
  return state.finish();
}
