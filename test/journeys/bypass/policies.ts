// The policies that the bypass suite tries to get past.

/** No text with the canary may pass, in whatever part of whatever action. */
export const NO_CANARY = `
policies:
  - name: no-canary
    condition: { content_matches: "CANARY-[0-9]{12}" }
    decision: BLOCK
    reason: This stays inside
`;

/** The canary is taken out of texts; where that can not be, nothing may pass. */
export const CANARY_REDACTED = `
policies:
  - name: canary-redacted
    condition: { content_matches: "CANARY-[0-9]{12}" }
    decision: CONSTRAIN
    action: { redact: { pattern: "CANARY-[0-9]{12}" }, annotate: true }
`;

/** One tool is forbidden by name; nothing looks at texts, so texts flow. */
export const NO_SENDING = `
policies:
  - name: no-sending
    condition: { tool_name: send_http_request }
    decision: BLOCK
    reason: Nothing is sent from here
`;

/** Some hosts are forbidden, for every tool and every parameter called url. */
export const NO_EVIL_HOST = `
policies:
  - name: no-evil-host
    condition: { action_type: tool_call, parameter: url, host_in: ["evil.example", "*.evil.example", "10.0.0.0/8"] }
    decision: BLOCK
    reason: This host is not trusted
  - name: no-webhook
    condition:
      action_type: tool_call
      tool_name: send_http_request
      parameter: url
      matches_pattern: "^(https?://)?([^/]*\\\\.)?(public-api|log-aggregator|webhook|slack|discord)"
    decision: BLOCK
    reason: Data exfiltration to external service not approved
`;

/** Default deny: what is not declared, byte for byte, is not allowed. */
export const ONLY_LOOKUP = `
default_decision: BLOCK
agents:
  coder: { role: coder, tools: [lookup] }
tools:
  lookup: { category: data_access }
`;

/** A bound on a number, in the language's own words and as an expression. */
export const NO_LARGE_AMOUNT = `
policies:
  - name: no-large-amount
    condition: { tool_name: pay, parameter: amount, greater_than: 100 }
    decision: BLOCK
    reason: Too much
  - name: no-large-total
    condition: { tool_name: book, when: "args.seats * 10 > 100" }
    decision: BLOCK
    reason: Too many
`;
