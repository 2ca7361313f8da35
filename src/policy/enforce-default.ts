// Turns observing into enforcing by editing the policy text itself, so that its comments and layout stay.

import { parseDocument } from 'yaml';
import { type JsonValue, ownField } from '../domain/index.ts';

/**
 * The same policy text with its default decision enforced, or undefined where there is nothing to enforce: the text has
 * no shadowed `default_decision`. The text must have been loaded before; everything but that one value stays as it was.
 */
export function enforceDefault(text: string): string | undefined {
  const document = parseDocument(text);
  const value: JsonValue = document.toJS() ?? {};
  const declared = ownField(value, 'default_decision');
  if (ownField(declared, 'mode') !== 'shadow') return undefined;
  document.setIn(['default_decision', 'mode'], 'enforce');
  return document.toString({ lineWidth: 0 });
}
