// MCP servers that code starts or connects to.

import type { CallSite } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { knownText, type Value } from '../values/value.ts';
import { calledName } from './agents.ts';
import { type Arguments, argumentsOf, type Place } from './arguments.ts';

export interface McpServer {
  readonly name: string;
  readonly at: Place;
  readonly args: Arguments;
  readonly command: Value | undefined;
  /** The literal arguments of the command, as far as they are known. */
  readonly words: readonly string[];
  readonly url: Value | undefined;
}

const STDIO: ReadonlySet<string> = new Set([
  'StdioServerParams',
  'StdioServerParameters',
  'StdioConfig',
  'MCPStdioTool',
  'MCPServerStdio',
]);
const HTTP: ReadonlySet<string> = new Set([
  'SseServerParams',
  'StreamableHttpServerParams',
  'SseConfig',
  'StreamableHttpConfig',
  'MCPStreamableHTTPTool',
  'MCPWebsocketTool',
  'sse_client',
  'streamablehttp_client',
  'MCPServerSse',
  'MCPServerStreamableHttp',
]);

export function serverOf(site: CallSite, evaluator: Evaluator): McpServer | undefined {
  const name = calledName(site.call.callee);
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (!STDIO.has(last) && !HTTP.has(last)) return undefined;
  const args = argumentsOf(site, evaluator);
  const { call, scope } = site;
  const list = args.get('args')?.value;
  return {
    name: last,
    at: { module: scope.module, start: call.start, end: call.end },
    args,
    command: STDIO.has(last) ? args.get('command', 0)?.value : undefined,
    words:
      list?.kind === 'list' ? list.items.flatMap((item) => knownText(evaluator.evaluate(item)) ?? []) : [],
    url: HTTP.has(last) ? args.get('url', 0)?.value : undefined,
  };
}
