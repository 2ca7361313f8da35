// Text from outside, as people may be shown it: what would hide, reorder, break a line or steer a screen becomes an escape.

/**
 * Controls, format characters, lone surrogates, private and unassigned ones; separators but the plain space; whatever a
 * font draws as nothing (Unicode's default ignorables, the empty braille cell); and the fourth mark that is piled on a letter.
 */
const MISLEADING = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]|(?<=\p{M}{3})\p{M}/gu;

/** `text` on one line: misleading characters as `\n`, `\t` or `\u{…}`. Linear. */
export function visible(text: string): string {
  return text.replace(MISLEADING, (character) => {
    switch (character) {
      case ' ':
        return character;
      case '\n':
        return '\\n';
      case '\t':
        return '\\t';
      default:
        return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    }
  });
}
