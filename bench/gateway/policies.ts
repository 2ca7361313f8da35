// The policy files of the benchmark: none, or a hundred of the kinds that teams write, none of which blocks its traffic.

const TOOLS = ['query_orders', 'send_http_request', 'run_shell', 'send_mail', 'write_file'];
const AGENTS = ['first_agent', 'planning_agent', 'tool_execution_agent', 'research_agent'];

/** A policy file with `count` policies and the default ALLOW. */
export function policyFile(count: number): string {
  return JSON.stringify({ policies: Array.from({ length: count }, (_, index) => policyAt(index)) }, null, 1);
}

function policyAt(index: number): object {
  const name = `bench-${index}`;
  const agent_name = AGENTS[index % AGENTS.length];
  const tool_name = TOOLS[index % TOOLS.length];
  switch (index % 10) {
    case 0: // Judged for every call.
      return {
        name,
        condition: { action_type: 'llm_call', model: `forbidden-model-${index}*` },
        decision: 'BLOCK',
      };
    case 1:
      return {
        name,
        condition: { action_type: 'llm_call', tokens_over: 1_000_000 + index },
        decision: 'BLOCK',
      };
    case 2: // Judged for every new message of a user or an agent.
      return {
        name,
        condition: { action_type: 'user_message', content_matches: `(?i)internal-project-${index}\\b` },
        decision: 'BLOCK',
      };
    case 3:
      return {
        name,
        condition: { message_type: 'agent_communication', sender_agent: `agent_${index}` },
        decision: 'LOG',
      };
    case 4:
      return {
        name,
        condition: {
          agent_name,
          action_type: 'code_execution',
          capability: ['destructive', 'package_install'],
        },
        decision: 'BLOCK',
      };
    default:
      return {
        name,
        condition: {
          agent_name,
          action_type: 'tool_call',
          tool_name,
          parameter: 'url',
          matches_pattern: `^(https?://)?([^/]*\\.)?(webhook-${index}|collector-${index})`,
        },
        decision: 'BLOCK',
      };
  }
}
