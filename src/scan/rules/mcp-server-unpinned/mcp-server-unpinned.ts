// MCP servers started from an unpinned package, or reached without TLS.

import { isLoopback } from '../../facts/judge.ts';
import type { McpServer } from '../../facts/servers.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const mcpServerUnpinned: Rule = {
  id: 'SP608',
  slug: 'mcp-server-unpinned',
  family: undefined,
  title: 'An MCP server is not pinned, or not protected',
  why: 'Whatever the registry or the network answers today becomes tools of the agent.',
  fix: 'Pin the version, and use https with a token.',
  severity: 'medium',
  ...IDS.supply,
  check: ({ servers }) => servers.flatMap((server) => [...unpinned(server), ...unprotected(server)]),
};
function unpinned({ command, words, at }: McpServer): readonly Objection[] {
  const program = command === undefined ? undefined : knownText(command);
  if (command?.kind === 'unknown')
    return [{ at, message: 'the command of the server is not in the code', confidence: 'low' }];
  if (program === undefined || !RUNNERS.test(program)) return [];
  const spec = words.find((word) => !word.startsWith('-') && word !== 'run' && word !== 'exec');
  const isPinned = spec === undefined || /[^/@]@\d|==\d|^[./]|@[0-9a-f]{40}/.test(spec);
  return isPinned
    ? []
    : [{ at, message: `${program} starts whatever version is newest`, confidence: 'high' }];
}

function unprotected({ url, args, at }: McpServer): readonly Objection[] {
  const address = url === undefined ? undefined : knownText(url);
  if (address === undefined || !address.startsWith('http://') || isLoopback(address)) return [];
  return [{ at: args.get('url', 0)?.at ?? at, message: 'reached without TLS', confidence: 'high' }];
}

const RUNNERS = /(?:^|\/)(?:npx|uvx|pipx|bunx|pnpx|yarn|bun|deno)(?:\.cmd|\.exe)?$/;
