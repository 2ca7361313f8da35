// Percent-encoding undone as often as a careless reader would undo it.

const MAX_ROUNDS = 3;
const ENCODED = /(?:%[0-9a-f]{2})+/gi;

/** The text with each `%XX` run read as UTF-8; a bad byte becomes U+FFFD, a `%` without two digits stays. Linear. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(ENCODED, (run) => {
    if (run.length === 3) {
      const code = Number.parseInt(run.slice(1), 16);
      return code < 0x80 ? String.fromCharCode(code) : '\ufffd';
    }
    return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
  });
}

/** The text itself and what one, two and three rounds of decoding make of it, each once. */
export function percentDecodings(text: string): readonly string[] {
  const forms = [text];
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = percentDecode(current);
    if (next === current) break;
    forms.push(next);
    current = next;
  }
  return forms;
}
