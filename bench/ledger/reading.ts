// What a long log answers how fast, and what a conversation takes on disk.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditLedger, RecordDraft, RecordQuery } from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';

const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const AT_ONCE = 1000;
const INDEX_WAIT_MS = 5 * 60_000;

const QUERIES: Readonly<Record<string, RecordQuery>> = {
  rare_tool: { tool: 'once' },
  one_in_997: { tool: 'one_in_997' },
  rare_kind: { kinds: ['exchange_aborted'] },
  workflow: { workflow: 'wf_77' },
  agent: { agent: 'research_agent' },
  nobody: { tool: 'never' },
  workflow_and_tool: { workflow: 'wf_77', tool: 'one_in_997' },
  oldest_first: { tool: 'one_in_997', order: 'asc' },
};

/** Opening a log of a million records (BENCH_RECORDS), and the first page of each query: milliseconds, the median of five. */
export async function measureQueries(directory: string): Promise<Readonly<Record<string, number>>> {
  const filling = await openEmbeddedLedger({ directory, clock: Date.now });
  for (let at = 0; at < RECORDS; at += AT_ONCE) {
    await filling.append(Array.from({ length: AT_ONCE }, (_, each) => draft(at + each)));
  }
  await filling.close();
  const started = performance.now();
  const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
  const times: Record<string, number> = { open: Math.round(performance.now() - started) };
  times['unindexed'] = await timed(ledger, { tool: 'once' });
  const waited = performance.now();
  while ((await timed(ledger, { tool: 'never' })) > 60 && performance.now() - waited < INDEX_WAIT_MS)
    await new Promise((resolve) => setTimeout(resolve, 1000));
  for (const [name, query] of Object.entries(QUERIES)) {
    const runs: number[] = [];
    for (let run = 0; run < 5; run++) runs.push(await timed(ledger, query));
    times[name] = runs.sort((a, b) => a - b)[2] ?? 0;
  }
  await ledger.close();
  return times;
}

async function timed(ledger: AuditLedger, query: RecordQuery): Promise<number> {
  const started = performance.now();
  await ledger.read(query);
  return Math.round(performance.now() - started);
}

function draft(number: number): RecordDraft {
  const actions = [{ id: 'q0', type: 'llm_call', decision: 'ALLOW', tools_offered: 3 }];
  const called = (tool: string): object => ({ id: 'c0', type: 'tool_call', tool, decision: 'ALLOW' });
  if (number % 997 === 0) actions.push(called('one_in_997') as (typeof actions)[number]);
  if (number === 12_345) actions.push(called('once') as (typeof actions)[number]);
  return {
    kind: number % 200_000 === 7 ? 'exchange_aborted' : 'exchange_requested',
    workflow: `wf_${number % 5000}`,
    agent: 'research_agent',
    exchange: `ex_01hf3k9z2m${String(number).padStart(12, '0')}`,
    decision: 'ALLOW',
    body: { request_type: 'chat_completion', model: 'gpt-4o-mini', note: 'x'.repeat(700), actions },
  };
}

const TURNS = 50;
const MESSAGE_BYTES = 2000;
const CONVERSATIONS = 20;

/** Stored bytes of conversations of 50 turns, whose agent resends everything, as a share of storing each request whole. */
export async function storedShare(directory: string): Promise<number> {
  const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
  let whole = 0;
  for (let conversation = 0; conversation < CONVERSATIONS; conversation++) {
    const workflow = `wf_${conversation}`;
    for (let turn = 0; turn < TURNS; turn++) {
      // A turn brings the model's last answer and the next message; the request carries all that came before, too.
      whole += (2 * turn + 1) * MESSAGE_BYTES;
      const common = {
        workflow,
        agent: 'a',
        exchange: `ex_${conversation}_${turn}`,
        decision: 'ALLOW' as const,
      };
      const news = turn === 0 ? 1 : 2;
      const messages = Array.from({ length: news }, (_, each) =>
        prose(conversation * 1000 + turn * 2 + each),
      );
      const facts = { name: 'facts', bytes: Buffer.from('f'.repeat(600)) };
      const body = { request_type: 'chat_completion', model: 'gpt-4o-mini', note: 'x'.repeat(700) };
      await ledger.append([
        {
          kind: 'exchange_requested',
          ...common,
          body,
          contents: [facts, { name: `messages/${2 * turn}`, bytes: Buffer.from(messages.join(',')) }],
        },
      ]);
      const reply = { name: 'reply', bytes: Buffer.from(prose(conversation * 1000 + turn * 2 + 1)) };
      await ledger.append([{ kind: 'exchange_completed', ...common, body, contents: [facts, reply] }]);
    }
  }
  await ledger.close();
  const files = readdirSync(directory).map((name) => statSync(join(directory, name)).size);
  return Number((files.reduce((sum, size) => sum + size, 0) / whole).toFixed(3));
}

/** Text that compresses about as well as prose does. */
function prose(seed: number): string {
  let state = seed * 2_654_435_761 + 12_345;
  let text = '';
  while (text.length < MESSAGE_BYTES) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += `${WORDS[(state >>> 16) % WORDS.length] ?? ''}${(state >>> 8) % 11 === 0 ? state % 1000 : ''} `;
  }
  return text.slice(0, MESSAGE_BYTES);
}

const WORDS =
  'the of and report shows revenue grew in second quarter while costs fell agent should check sources before it sends a summary to analyst please note that customer data must stay within region because contract says so next step compare both tables list differences propose change'.split(
    ' ',
  );
