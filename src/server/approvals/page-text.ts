// The pages behind a link: what waits, exactly, and the two answers.

import { isJsonObject, type JsonValue } from '../../domain/index.ts';
import { escapeHtml, htmlPage } from '../html-page.ts';

/** What a GET shows: nothing of the action, since previews of chats and mails fetch links, too. */
export function openPage(): string {
  return htmlPage(
    'An agent waits for a person',
    '<p>An action is held until somebody decides.</p><form method="post"><button name="step" value="look">Look at it</button></form>',
  );
}

const CHUNK = 60;

/** A value as a block of text: every space is there, long runs break, and nothing is drawn in another order. */
function exactly(text: string): string {
  const chunks: string[] = [];
  const characters = [...text.replace(/(?<= ) /g, '\\u{20}')];
  for (let at = 0; at < characters.length; at += CHUNK) {
    chunks.push(escapeHtml(characters.slice(at, at + CHUNK).join('')));
  }
  return `<code><bdo dir="ltr">${chunks.join('<wbr>')}</bdo></code>`;
}

/** Exactly what would be released, what to look out for, and the two answers. */
export function decidePage(shows: JsonValue, shown: string, until: string, notes: readonly string[]): string {
  const rows = isJsonObject(shows)
    ? Object.entries(shows)
        .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${exactly(asText(value))}</dd>`)
        .join('')
    : '<dt>contents</dt><dd>erased</dd>';
  return htmlPage(
    'Release exactly this, once?',
    `${listOf(notes)}<dl>${rows}</dl><p>Until ${escapeHtml(until)}.</p><form method="post"><input type="hidden" name="shown" value="${escapeHtml(shown)}"><p><label>Reason <input name="reason" maxlength="1000" size="60"></label></p><button name="step" value="approve">Approve</button> <button name="step" value="deny">Deny</button></form>`,
  );
}

function listOf(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return `<p>Take care. This</p><ul>${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`;
}

export function messagePage(title: string, text: string): string {
  return htmlPage(title, `<p>${escapeHtml(text)}</p>`);
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 1).replace(/\n\s*/g, ' ');
}
