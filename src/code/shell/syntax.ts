// The shape of a shell source: simple commands with their words, redirections, input and pipes.

/** A word after quote removal. Unknown parts are holes. */
export interface Word {
  readonly text: string;
  /** True where any part was quoted: no keyword, no glob, no brace expansion. */
  readonly quoted: boolean;
  /** True where a variable gave part of it. */
  readonly expanded: boolean;
}

export interface Redirect {
  readonly operator: string;
  readonly target: string;
}

export interface Command {
  readonly line: number;
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** A here-document or here-string that is the command's standard input. */
  readonly input: string | undefined;
  /** The command on the left of the pipe. */
  readonly pipedFrom: Command | undefined;
}

export interface ShellSource {
  readonly commands: readonly Command[];
  readonly functions: ReadonlySet<string>;
  /** `NAME=value` in front of, or instead of, a command. */
  readonly assigned: readonly { readonly name: string; readonly value: string; readonly line: number }[];
  /** Upper-case variables that the source reads without having set them. */
  readonly environment: readonly { readonly name: string; readonly line: number }[];
  /** Bodies of unquoted here-documents, whose `$(…)` the shell runs. */
  readonly expandedBodies: readonly { readonly text: string; readonly line: number }[];
  /** False where a bracket, quote or here-document did not end. */
  readonly sound: boolean;
}
