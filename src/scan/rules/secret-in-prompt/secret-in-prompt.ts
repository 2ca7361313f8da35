// Keys and passwords in system messages, descriptions and tasks.

import { calledName } from '../../facts/agents.ts';
import { isCredentialName, providerKeyIn } from '../../facts/secret-shapes.ts';
import type { Expr } from '../../ir/ir.ts';
import type { Objection, Rule } from '../../rule.ts';
import { textsOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const secretInPrompt: Rule = {
  id: 'SP104',
  slug: 'secret-in-prompt',
  family: undefined,
  title: 'A secret is sent to a model',
  why: 'Whatever is in a prompt goes to the provider, into logs, and to anybody who can make the agent repeat it.',
  fix: 'Give the secret to the tool that needs it, not to the model.',
  severity: 'high',
  ...IDS.secretInPrompt,
  check: ({ module, evaluator }) =>
    module.keywords.flatMap(({ argument, site }): Objection[] => {
      if (argument.name === undefined || !PROMPTS.has(argument.name)) return [];
      const texts = textsOf(evaluator.evaluate({ expr: argument.value, scope: site.scope }));
      const pieces = [...texts, ...piecesOf(argument.value)];
      const told = pieces.some((text) => TELLS.test(text) || providerKeyIn(text) !== undefined);
      const named = secretName(argument.value);
      if (!told && named === undefined) return [];
      const at = { module, start: argument.start, end: argument.end };
      const message = told ? `${argument.name} holds a secret` : `${argument.name} is made with ${named}`;
      return [{ at, message, confidence: 'medium', secrets: told ? [at] : [] }];
    }),
};
const PROMPTS: ReadonlySet<string> = new Set([
  'system_message',
  'instructions',
  'description',
  'task',
  'message',
  'prompt',
]);
const TELLS =
  /\b(?:password|passphrase|api key|secret key|access token|pin)\s*(?:is|:|=)\s*["'`]?(?=[^\s"'`]{0,40}\d)[A-Za-z0-9!@#$%^&*._-]{6,}/i;

function piecesOf(expr: Expr): readonly string[] {
  return expr.kind === 'fstring'
    ? expr.parts.flatMap((part) => (part.kind === 'str' ? [part.value] : []))
    : [];
}

/** The name of a credential that is put into a text. */
function secretName(expr: Expr): string | undefined {
  if (expr.kind !== 'fstring') return undefined;
  for (const part of expr.parts) {
    const name = part.kind === 'subscript' && part.index.kind === 'str' ? part.index.value : calledName(part);
    if (isCredentialName(name)) return name;
  }
  return undefined;
}
