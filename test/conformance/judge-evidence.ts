// Compares the block that the ledger holds, and the evidence beside it, with what a protected scenario expects.

import { isJsonObject, type JsonObject, type JsonValue, stringField } from '../../src/domain/index.ts';
import type { RecordedBlock } from './scenario.ts';

/** Exactly the expected action is on record as blocked, by that policy, with a finding of that detector, of that agent. */
export function judgeEvidence(records: readonly JsonObject[], expected: RecordedBlock): string[] {
  const blocked = records.flatMap((record) =>
    objectsOf(record['actions'])
      .filter((action) => action['decision'] === 'BLOCK')
      .map((action) => ({ agent: stringField(record, 'agent'), action })),
  );
  const [first] = blocked;
  if (first === undefined) return ['the ledger has no blocked action'];
  const { agent, action } = first;
  const policies = objectsOf(action['policies']).map((match) => stringField(match, 'policy'));
  const found = objectsOf(action['findings']).map((finding) => stringField(finding, 'detector'));
  const complaints: string[] = [];
  const must = (held: boolean, complaint: string): void => {
    if (!held) complaints.push(complaint);
  };
  must(agent === expected.agent, `the ledger's block is ${agent}'s, not ${expected.agent}'s`);
  must(
    action['type'] === expected.type,
    `what is blocked is a ${stringField(action, 'type')}, no ${expected.type}`,
  );
  must(policies.includes(expected.policy), `blocked by [${policies.join(' ')}], not by ${expected.policy}`);
  must(
    found.includes(expected.detector),
    `on record are findings of [${found.join(' ')}], none of ${expected.detector}`,
  );
  return complaints;
}

/** An honest run leaves no block and no change on record. */
export function judgeUntouched(records: readonly JsonObject[]): string[] {
  return records.flatMap((record) =>
    objectsOf(record['actions'])
      .filter((action) => action['decision'] !== 'ALLOW' && action['decision'] !== 'LOG')
      .map((action) => {
        const why = objectsOf(action['policies']).map((match) => stringField(match, 'policy'));
        return `${stringField(record, 'agent')}: ${stringField(action, 'type')} has ${stringField(action, 'decision')} by ${why.join(' ')}`;
      }),
  );
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
