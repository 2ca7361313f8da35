// The public names of the weaknesses that rules find. OWASP's LLM list has three numberings: each id says its year.

interface Ids {
  readonly owasp: readonly string[];
  readonly cwe: readonly number[];
}

export const IDS = {
  secret: { owasp: ['LLM06:2023', 'LLM02:2025', 'LLM02:2026', 'ASI03:2026'], cwe: [798] },
  secretInLog: { owasp: ['LLM06:2023', 'LLM02:2025', 'LLM02:2026', 'ASI03:2026'], cwe: [532, 312] },
  secretInPrompt: { owasp: ['LLM06:2023', 'LLM07:2025', 'LLM08:2026', 'ASI03:2026'], cwe: [798, 312] },
  isolation: { owasp: ['LLM08:2023', 'LLM06:2025', 'LLM03:2026', 'ASI05:2026'], cwe: [250, 653, 94] },
  directory: { owasp: ['LLM08:2023', 'LLM06:2025', 'LLM03:2026', 'ASI05:2026'], cwe: [22, 73, 732] },
  timeout: { owasp: ['LLM04:2023', 'LLM10:2025', 'LLM06:2026', 'ASI08:2026'], cwe: [400] },
  oversight: { owasp: ['LLM08:2023', 'LLM06:2025', 'LLM03:2026', 'ASI09:2026', 'ASI02:2026'], cwe: [862] },
  bounds: { owasp: ['LLM04:2023', 'LLM10:2025', 'LLM06:2026', 'ASI08:2026'], cwe: [770, 400, 835] },
  input: { owasp: ['LLM01:2023', 'LLM01:2025', 'LLM01:2026', 'ASI01:2026'], cwe: [1427, 20] },
  code: { owasp: ['LLM07:2023', 'LLM06:2025', 'LLM03:2026', 'ASI02:2026', 'ASI05:2026'], cwe: [94, 95] },
  shell: { owasp: ['LLM07:2023', 'LLM06:2025', 'LLM03:2026', 'ASI02:2026', 'ASI05:2026'], cwe: [78] },
  sql: { owasp: ['LLM07:2023', 'LLM05:2025', 'LLM10:2026', 'ASI02:2026'], cwe: [89] },
  unpickle: { owasp: ['LLM07:2023', 'LLM05:2025', 'LLM10:2026', 'ASI05:2026'], cwe: [502] },
  path: { owasp: ['LLM07:2023', 'LLM06:2025', 'LLM03:2026', 'ASI02:2026'], cwe: [22] },
  address: { owasp: ['LLM07:2023', 'LLM06:2025', 'LLM03:2026', 'ASI02:2026'], cwe: [918] },
  tool: { owasp: ['LLM07:2023', 'LLM06:2025', 'LLM03:2026', 'ASI02:2026'], cwe: [862, 20] },
  output: { owasp: ['LLM02:2023', 'LLM05:2025', 'LLM10:2026', 'ASI05:2026'], cwe: [94, 95, 116] },
  supply: { owasp: ['LLM05:2023', 'LLM03:2025', 'LLM04:2026', 'ASI04:2026'], cwe: [1104, 829] },
  transport: { owasp: ['LLM06:2023', 'LLM02:2025', 'LLM02:2026', 'ASI07:2026'], cwe: [295, 319] },
  access: { owasp: ['LLM06:2023', 'LLM06:2025', 'LLM03:2026', 'ASI03:2026'], cwe: [306, 942] },
  memory: { owasp: ['LLM03:2023', 'LLM04:2025', 'LLM05:2026', 'ASI06:2026'], cwe: [20, 349] },
  trust: { owasp: ['LLM05:2023', 'LLM03:2025', 'LLM04:2026', 'ASI04:2026'], cwe: [502, 829] },
  routing: { owasp: ['LLM08:2023', 'LLM06:2025', 'LLM03:2026', 'ASI07:2026'], cwe: [285] },
  unread: { owasp: [], cwe: [] },
} as const satisfies Readonly<Record<string, Ids>>;
