// HTML from text that may be anything: every value is escaped, the page runs no script and loads nothing.

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML that was made by `html`, and so is safe to insert. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

/** A template whose values are escaped, unless they are HTML already. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let text = strings[0] ?? '';
  for (const [at, value] of values.entries()) text += rendered(value) + (strings[at + 1] ?? '');
  return new Html(text);
}

function rendered(value: Part): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return value.map((part) => part.text).join('');
}

/** ATTACKER-CONTROLLED: names and reasons come from agents and people. Control characters are shown as a mark. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replace(/[\p{Cc}\p{Cf}]/gu, '�');
}

export function table(head: readonly string[], rows: readonly (readonly Part[])[], empty: string): Html {
  if (rows.length === 0) return html`<p class="none">${empty}</p>`;
  const cells = (row: readonly Part[]): Html[] => row.map((cell) => html`<td>${cell}</td>`);
  return html`<table><thead><tr>${head.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table>`;
}
