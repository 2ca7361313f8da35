// Objects to code execution without a container. The page beside is its test.

import type { Rule } from '../../rule.ts';

export const containerOff: Rule = {
  id: 'container-off',
  family: 'exec-no-docker',
  severity: 'high',
  why: 'What the model writes runs with all rights of the user: files, keys and network of this machine.',
  fix: 'Let `use_docker` be True, or use a docker executor.',
  ids: ['LLM08:2023', 'LLM06:2025', 'LLM03:2026', 'ASI05:2026', 'CWE-250', 'CWE-653', 'CWE-94'],
  check: ({ settings }) =>
    settings
      .filter(({ name, value }) => name === 'use_docker' && value.kind === 'false')
      .map(({ range, value }) => ({
        range,
        confidence: 'high',
        message: '`use_docker` is False: code runs on the host',
        fix: { safety: 'safe', edits: [{ start: value.start, end: value.end, text: 'True' }] },
      })),
};
