// Reads the body of a here-document: the lines up to its delimiter.

export interface HereDocument {
  readonly delimiter: string;
  /** True where the delimiter was quoted: the body is not expanded. */
  readonly literal: boolean;
  /** `<<-`: leading tabs are dropped. */
  readonly tabs: boolean;
}

export interface Body {
  readonly text: string;
  /** The index behind the delimiter's line. */
  readonly end: number;
  readonly closed: boolean;
}

/** The body that begins at `start`; without a delimiter it is all the rest, and not closed. Linear. */
export function readBody(source: string, start: number, document: HereDocument): Body {
  const bare = (text: string) => (document.tabs ? text.replace(/^\t+/gm, '') : text);
  for (let at = start; at < source.length; ) {
    const stop = source.indexOf('\n', at);
    const last = stop === -1 ? source.length : stop;
    if (bare(source.slice(at, last)) === document.delimiter) {
      return { text: bare(source.slice(start, at)), end: Math.min(last + 1, source.length), closed: true };
    }
    at = last + 1;
  }
  return { text: bare(source.slice(start)), end: source.length, closed: false };
}
