// From bytes to text as Python would read them (PEP 263), and an honest word where they can not be read.

export type Decoded =
  /** `exact` says that encoding the text as UTF-8 gives the same bytes, so that an edited text may be written back. */
  | { readonly kind: 'text'; readonly text: string; readonly exact: boolean; readonly notice?: string }
  | { readonly kind: 'binary' };

const COOKIE = /^[ \t\f]*#[^\r\n]{0,200}?coding[:=][ \t]*([-\w.]{1,40})/;

/** Decodes a file. Bytes that are no text of their encoding become U+FFFD, with a notice. ATTACKER-CONTROLLED: `bytes`. */
export function decodeSource(bytes: Uint8Array): Decoded {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return decodeAs(bytes.subarray(2), 'utf-16le');
  if (first === 0xfe && second === 0xff) return decodeAs(bytes.subarray(2), 'utf-16be');
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  const rest = hasMark ? bytes.subarray(3) : bytes;
  if (rest.subarray(0, 8_192).includes(0)) return { kind: 'binary' };
  const declared = hasMark ? undefined : declaredEncoding(rest);
  if (declared !== undefined && declared !== 'utf-8') return decodeAs(rest, declared);
  return decodeUtf8(rest, !hasMark);
}

function decodeUtf8(bytes: Uint8Array, exact: boolean): Decoded {
  try {
    // A fatal decoder throws TypeError for what is not UTF-8, and for nothing else.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, exact };
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return {
      kind: 'text',
      text,
      exact: false,
      notice: 'not valid UTF-8: what could not be read was skipped',
    };
  }
}

function decodeAs(bytes: Uint8Array, label: string): Decoded {
  try {
    return { kind: 'text', text: new TextDecoder(label).decode(bytes), exact: false };
  } catch {
    // A RangeError: an encoding that nobody here knows. Python would refuse the file; its ASCII part is still worth reading.
    const decoded = decodeUtf8(bytes, false);
    return decoded.kind === 'text'
      ? { ...decoded, notice: 'declares an encoding that is not known here: read as UTF-8' }
      : decoded;
  }
}

/** What PEP 263 calls the cookie: on one of the first two lines. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 512)).split(/\r\n|\r|\n/, 2);
  for (const line of head) {
    const name = COOKIE.exec(line)?.[1]?.toLowerCase().replaceAll('_', '-');
    if (name !== undefined) return name === 'utf8' || name.startsWith('utf-8') ? 'utf-8' : labelOf(name);
    if (!/^[ \t\f]*(?:#|$)/.test(line)) return undefined;
  }
  return undefined;
}

/** Python's names where they are not those of the Encoding standard. */
function labelOf(name: string): string {
  if (name === 'latin-1' || name.startsWith('iso-latin-1')) return 'latin1';
  return name.replace(/^cp(125\d)$/, 'windows-$1').replace(/^cp932$/, 'shift_jis');
}
