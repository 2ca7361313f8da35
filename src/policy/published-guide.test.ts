import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionOf, factsOf } from './cases/build-case.ts';
import { loadPolicySet } from './load-policy-set.ts';
import type { PolicySet } from './policy-set.ts';
import { runPolicyCases } from './run-policy-cases.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const example = (name: string) =>
  readFileSync(new URL(`../../examples/policies/${name}`, import.meta.url), 'utf8');

function load(name: string): PolicySet {
  const loaded = loadPolicySet(example(name), { fileName: name, sha256 });
  expect(loaded.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
  if (!loaded.ok) throw new Error('not loaded');
  return loaded.set;
}

describe('the published guide, verbatim', () => {
  const set = load('published-guide.yaml');
  const facts = factsOf({ agent: 'tool_execution_agent' });
  const call = (url: string) =>
    actionOf({ type: 'tool_call', tool: 'send_http_request', arguments: { url } }, '');

  it('holds three policies, all enforced, and says that the default is assumed', () => {
    expect(set.policyNames).toEqual([
      'audit-agent-to-agent-messages',
      'block-external-tool-calls-without-approval',
      'prevent-data-exfiltration-to-external-endpoints',
    ]);
    expect(set.summary).toMatchObject({ defaultDecision: 'ALLOW', defaultDeclared: false });
    expect(set.summary.enforced).toEqual({ ALLOW: 0, LOG: 1, CONSTRAIN: 1, BLOCK: 1 });
    expect(set.version).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('asks for approval within 300 seconds, at level warning, before an external call of the tool agent', () => {
    const decision = set.evaluate(call('https://partner.example/v1'), facts);
    expect(decision).toMatchObject({
      effect: 'CONSTRAIN',
      logLevel: 'warning',
      tool: { category: 'external_api', source: 'inferred' },
    });
    expect(decision.constraints?.approval).toEqual({
      policies: ['block-external-tool-calls-without-approval'],
      timeoutMs: 300_000,
      approvers: [],
      quorum: 1,
    });
  });

  it('does not ask when another agent makes the call', () => {
    expect(set.evaluate(call('https://partner.example/v1'), factsOf({ agent: 'writer' })).effect).toBe(
      'ALLOW',
    );
  });

  it.each([
    'https://hooks.slack.com/services/T0',
    'http://discord.com/api/webhooks/1',
    'webhook.site/abc',
    'https://public-api.example.com/',
    'https://log-aggregator.internal/x',
  ])('blocks %s, with the reason that the author gives', (url) => {
    const decision = set.evaluate(call(url), factsOf({ agent: 'writer' }));
    expect(decision.effect).toBe('BLOCK');
    expect(decision.reason).toContain('Data exfiltration to external service not approved');
    expect(decision.constraints).toBeUndefined();
  });

  it('lets the internal database query pass', () => {
    const query = actionOf({ type: 'tool_call', tool: 'query_internal_database', arguments: { q: 'x' } }, '');
    expect(set.evaluate(query, facts)).toMatchObject({ effect: 'ALLOW', grantedBy: 'default', matched: [] });
  });

  it('logs agent-to-agent messages with four fields, and no other kind of message', () => {
    const message = (type: 'agent_message' | 'user_message') =>
      set.evaluate(actionOf({ type, sender: 'planner', text: 'Please search.' }, 'writer'), facts);
    expect(message('agent_message')).toMatchObject({
      effect: 'LOG',
      logLevel: 'info',
      captureFields: ['message_summary', 'recipient_agent', 'sender_agent', 'timestamp'],
    });
    expect(message('user_message')).toMatchObject({ effect: 'ALLOW', logLevel: undefined });
  });

  it('says before any action whether it could act', () => {
    expect(set.mayActOn(facts.call.agent, 'tool_call')).toBe(true);
    expect(set.mayActOn(facts.call.agent, 'reply')).toBe(false);
    expect(set.mayActOn(facts.call.agent, 'agent_message')).toBe(false);
    expect(set.looksAt(facts.call.agent, 'agent_message')).toBe(true);
    expect(set.looksAt(facts.call.agent, 'reply')).toBe(false);
  });
});

describe('the starter policy', () => {
  const set = load('starter.yaml');

  it('observes: what default deny would block is allowed and recorded as "would have"', () => {
    const search = actionOf({ type: 'tool_call', tool: 'search_docs', arguments: {} }, 'x');
    const decision = set.evaluate(search, factsOf({ agent: 'anybody' }));
    expect(decision).toMatchObject({ effect: 'ALLOW', wouldBe: 'BLOCK', grantedBy: undefined });
    expect(set.summary).toMatchObject({ defaultDecision: 'BLOCK', defaultMode: 'shadow' });
  });

  it('enforces the exfiltration block', () => {
    const action = actionOf(
      { type: 'tool_call', tool: 'send_http_request', arguments: { url: 'https://slack.com' } },
      'x',
    );
    expect(set.evaluate(action, factsOf({ agent: 'anybody' })).effect).toBe('BLOCK');
  });
});

describe('the research workflow', () => {
  it('passes its own cases', () => {
    const run = runPolicyCases(load('research-workflow.yaml'), example('research-workflow.cases.yaml'), {
      fileName: 'research-workflow.cases.yaml',
    });
    expect(run.diagnostics).toEqual([]);
    expect(run.ok && run.results.every((result) => result.passed)).toBe(true);
  });
});
