// What of a record's contents people may read: what was said and done, not what the gateway keeps for itself.

import type { AuditLedger, ContentItem } from '../../audit/index.ts';
import { VERIFIER } from '../control/password-book.ts';

/** Facts are derived from the rest. What a password is checked against can be guessed from: an auditor would become an admin. */
const KEPT_BACK: ReadonlySet<string> = new Set(['facts', VERIFIER]);

/** The contents of a record that may be shown and searched; undefined where they were erased. */
export async function readableContents(
  ledger: Pick<AuditLedger, 'contents'>,
  index: number,
): Promise<readonly ContentItem[] | undefined> {
  const contents = await ledger.contents(index);
  return 'erased' in contents ? undefined : contents.filter(({ name }) => !KEPT_BACK.has(name));
}
