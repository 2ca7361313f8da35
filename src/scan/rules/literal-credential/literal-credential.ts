// Objects to a key that stands in the code. The page beside is its test.

import type { Rule } from '../../rule.ts';

/** What people write where a key would stand. Alternations of words: linear. */
const PLACEHOLDER =
  /^(?:null|none|empty|ollama|lm-studio|not-needed|na|sk-no-key-required|)$|your|xxx|changeme|test|mock|dummy|placeholder|example|[<>{}…]|\.\.\.|\*/i;

export const literalCredential: Rule = {
  id: 'literal-credential',
  family: 'hardcoded-secret',
  severity: 'critical',
  why: 'Whoever can read the code, its history or a traceback has the key.',
  fix: 'Read it from the environment, and replace the key that was here.',
  ids: ['LLM06:2023', 'LLM02:2025', 'LLM02:2026', 'ASI03:2026', 'CWE-798'],
  check: ({ settings, importOs }) =>
    settings
      .filter(
        ({ name, value }) => name === 'api_key' && value.kind === 'string' && !PLACEHOLDER.test(value.text),
      )
      .map(({ range, value }) => ({
        range,
        confidence: 'high',
        message: '`api_key` is a literal',
        secrets: [value.range],
        fix: {
          safety: 'safe',
          edits: [{ start: value.start, end: value.end, text: 'os.environ["OPENAI_API_KEY"]' }, ...importOs],
        },
      })),
};
