// The state of the shell reader: nested lists and quotes on one explicit stack, commands as they are completed.

import { HOLE } from '../facts.ts';
import { escapedText } from '../python/string-literal.ts';
import { type HereDocument, readBody } from './here-document.ts';
import type { Command, Redirect, ShellSource, Word } from './syntax.ts';
import { ASSIGNMENT, COMMON, SKIPPED } from './vocabulary.ts';

interface OpenCommand {
  line: number;
  readonly words: Word[];
  readonly redirects: Redirect[];
  input: string | undefined;
  pipedFrom: Command | undefined;
  operator: string | undefined;
}

interface OpenWord {
  text: string;
  quoted: boolean;
  expanded: boolean;
}

interface List {
  readonly kind: 'list';
  readonly close: ')' | '`' | '';
  /** Array values are words, not a command; a group stands for itself; anything else is part of a word. */
  readonly role: 'array' | 'group' | 'part';
  command: OpenCommand;
  word: OpenWord | undefined;
  /** The `case` statements around: whether a pattern or a clause is being read. */
  readonly cases: ('pattern' | 'clause')[];
}

type Frame = List | { readonly kind: 'quote' | 'parameter'; readonly list: List };

const newCommand = (line: number): OpenCommand => ({
  line,
  words: [],
  redirects: [],
  input: undefined,
  pipedFrom: undefined,
  operator: undefined,
});

export class ShellState {
  readonly source: string;
  position = 0;
  sound = true;
  top: Frame;
  #line = 1;
  #list: List;
  readonly #frames: Frame[] = [];
  readonly #commands: Command[] = [];
  readonly #functions = new Set<string>();
  readonly #assigned: { name: string; value: string; line: number }[] = [];
  readonly #values = new Map<string, string>([['IFS', ' ']]);
  readonly #environment: { name: string; line: number }[] = [];
  readonly #bodies: { text: string; line: number }[] = [];
  #pending: { readonly command: OpenCommand; readonly document: HereDocument }[] = [];

  constructor(source: string) {
    this.source = source;
    this.#list = this.#newList('', 'group');
    this.top = this.#list;
    this.#frames.push(this.top);
  }

  get inWord(): boolean {
    return this.#list.word !== undefined;
  }

  get atCommand(): boolean {
    return !this.inWord && this.#list.command.words.length === 0;
  }

  get inTest(): boolean {
    const { words } = this.#list.command;
    return words[0]?.text === '[[' && words.at(-1)?.text !== ']]';
  }

  get inPattern(): boolean {
    return this.#list.cases.at(-1) === 'pattern';
  }

  get afterEquals(): boolean {
    return this.#list.word?.text.endsWith('=') ?? false;
  }

  get afterName(): boolean {
    const { command, word } = this.#list;
    return command.words.length + (word === undefined ? 0 : 1) === 1 && !this.inPattern;
  }

  /** Moves behind text that was read, counting its lines. */
  advance(text: string): void {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#line++;
    this.position += text.length;
  }

  add(text: string, quoted: boolean): void {
    this.#list.word ??= { text: '', quoted: false, expanded: false };
    this.#list.word.text += text;
    if (quoted) this.#list.word.quoted = true;
  }

  addAnsiC(body: string): void {
    this.add(escapedText(body), true);
  }

  /** The value of a variable where the source gave it one literal so far; else a hole. */
  addVariable(name: string | undefined): void {
    const known = name === undefined ? undefined : this.#values.get(name);
    if (name !== undefined && known === undefined && /^[A-Z][A-Z0-9_]*$/.test(name) && !COMMON.has(name)) {
      this.#environment.push({ name, line: this.#line });
    }
    this.add(known ?? HOLE, this.top.kind === 'quote');
    if (this.#list.word !== undefined && name !== 'IFS') this.#list.word.expanded = true;
  }

  openQuote(): void {
    this.add('', true);
    this.#push({ kind: 'quote', list: this.#list });
  }

  closeQuote(): void {
    this.#pop();
  }

  openParameter(): void {
    this.#push({ kind: 'parameter', list: this.#list });
  }

  closeParameter(): void {
    this.#pop();
    this.add(HOLE, this.top.kind === 'quote');
    if (this.#list.word !== undefined) this.#list.word.expanded = true;
  }

  /** `$(`, a backquote, `<(`: its output becomes part of a word. */
  openList(close: ')' | '`'): void {
    this.#push(this.#newList(close, 'part'));
  }

  /** A bare `(`: a subshell, or the values of an array. */
  openGroup(): void {
    const role = this.afterEquals ? 'array' : this.atCommand ? 'group' : 'part';
    this.#push(this.#newList(')', role));
  }

  closeList(): void {
    this.endCommand(false);
    const group = this.#list.role === 'group';
    this.#pop();
    if (!group) this.add(HOLE, this.top.kind === 'quote');
  }

  closeParenthesis(): void {
    if (this.inPattern) {
      this.#list.word = undefined;
      this.#list.command = newCommand(this.#line);
      this.#list.cases[this.#list.cases.length - 1] = 'clause';
      return;
    }
    if (this.inTest) return;
    if (this.top.kind === 'list' && this.top.close === ')') this.closeList();
    else this.sound = false;
  }

  defineFunction(): void {
    this.endWord();
    const name = this.#list.command.words[0]?.text;
    if (name !== undefined) this.#functions.add(name);
    this.#list.command = newCommand(this.#line);
  }

  endWord(): void {
    const { word, command } = this.#list;
    if (word === undefined) return;
    this.#list.word = undefined;
    if (command.operator !== undefined) this.#redirectTo(command, word);
    else if (this.inPattern) this.#patternWord(word);
    else if (command.words.length > 0 || !this.#startsCommand(word)) this.#commandWord(command, word);
  }

  #patternWord(word: OpenWord): void {
    if (word.text === 'esac' && !word.quoted) this.#list.cases.pop();
  }

  /** `case … in` and `function f {` end the words that are no command; all others are the command's. */
  #commandWord(command: OpenCommand, word: OpenWord): void {
    const first = command.words[0]?.text;
    if (word.text === 'in' && first === 'case' && command.words.length === 2) {
      this.#list.cases.push('pattern');
    } else if (word.text === '{' && first === 'function') {
      this.#functions.add(command.words[1]?.text ?? '');
    } else {
      this.#split(command, word);
      return;
    }
    this.#list.command = newCommand(this.#line);
  }

  /** An unquoted value with blanks becomes several words; quotes keep it one. */
  #split(command: OpenCommand, word: OpenWord): void {
    const parts = !word.quoted && /[ \t\n]/.test(word.text) ? word.text.split(/[ \t\n]+/) : [word.text];
    if (command.words.length === 0) command.line = this.#line;
    for (const text of parts) if (text !== '' || word.quoted) command.words.push({ ...word, text });
  }

  /** Keywords and assignments stand before the command proper. True where the word was one of them. */
  #startsCommand(word: OpenWord): boolean {
    if (this.#list.role === 'array') return false;
    if (!word.quoted && SKIPPED.has(word.text)) return true;
    if (!word.quoted && word.text === 'esac' && this.#list.cases.length > 0) {
      this.#list.cases.pop();
      return true;
    }
    const name = ASSIGNMENT.exec(word.text);
    if (name?.[1] === undefined) return false;
    const value = word.text.slice(name[0].length);
    const known = this.#values.get(name[1]);
    this.#values.set(name[1], known === undefined || known === value ? value : HOLE);
    this.#assigned.push({ name: name[1], value, line: this.#line });
    return true;
  }

  redirect(operator: string): void {
    const { word } = this.#list;
    if (word !== undefined && /^\d+$/.test(word.text)) this.#list.word = undefined;
    this.endWord();
    this.#list.command.operator = operator;
  }

  #redirectTo(command: OpenCommand, word: OpenWord): void {
    const operator = command.operator ?? '';
    command.operator = undefined;
    if (operator === '<<' || operator === '<<-') {
      const { text: delimiter, quoted: literal } = word;
      this.#pending.push({ command, document: { delimiter, literal, tabs: operator === '<<-' } });
    } else if (operator === '<<<') command.input = word.text;
    else command.redirects.push({ operator, target: word.text });
  }

  endCommand(piped: boolean): void {
    this.endWord();
    const { command, role } = this.#list;
    const array = role === 'array';
    const done = array || this.inPattern ? undefined : command;
    if (done !== undefined && (done.words.length > 0 || done.redirects.length > 0)) this.#commands.push(done);
    if (this.inPattern || array) return;
    this.#list.command = newCommand(this.#line);
    if (piped) this.#list.command.pipedFrom = command;
  }

  endClause(operator: string): void {
    this.endCommand(false);
    if (operator !== ';' && this.#list.cases.length > 0)
      this.#list.cases[this.#list.cases.length - 1] = 'pattern';
  }

  /** Reads the bodies that the line just ended has announced. */
  readHereDocuments(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { command, document } of pending) {
      const body = readBody(this.source, this.position, document);
      if (!body.closed) this.sound = false;
      command.input = body.text;
      if (!document.literal && /[`$]/.test(body.text))
        this.#bodies.push({ text: body.text, line: this.#line });
      this.advance(this.source.slice(this.position, body.end));
    }
  }

  #newList(close: List['close'], role: List['role']): List {
    return { kind: 'list', close, role, command: newCommand(this.#line), word: undefined, cases: [] };
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    this.top = frame;
    if (frame.kind === 'list') this.#list = frame;
  }

  #pop(): void {
    if (this.#frames.length > 1) this.#frames.pop();
    this.top = this.#frames.at(-1) ?? this.top;
    this.#list = this.top.kind === 'list' ? this.top : this.top.list;
  }

  /** Ends what is still open and hands out what was read. */
  finish(): ShellSource {
    if (this.#frames.length > 1 || this.#pending.length > 0) this.sound = false;
    for (; ; this.#pop()) {
      if (this.top.kind === 'list') this.endCommand(false);
      if (this.#frames.length === 1) break;
    }
    return {
      commands: this.#commands,
      functions: this.#functions,
      assigned: this.#assigned,
      environment: this.#environment,
      expandedBodies: this.#bodies,
      sound: this.sound,
    };
  }
}
