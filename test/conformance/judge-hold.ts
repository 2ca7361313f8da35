// What the ledger must say of a held action: who decided what, on what, when; or that the time ran out.

import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../../src/domain/index.ts';
import type { HoldVariant } from './scenario.ts';

/** Complaints about the records of one workflow's approvals. */
export function judgeHold(records: readonly JsonObject[], { name, answer }: HoldVariant): string[] {
  const of = (kind: string) => records.filter((record) => record['kind'] === kind);
  const [asked, ...more] = of('approval_requested');
  const [decided] = of('approval_decided');
  if (asked === undefined || more.length > 0)
    return [`${name}: people were asked ${of('approval_requested').length} times`];
  const complaints: string[] = [];
  const must = (holds: boolean, complaint: string) => {
    if (!holds) complaints.push(`${name}: ${complaint}`);
  };
  must(asked['subject'] === 'query_internal_database', 'the question does not name the tool');
  must(asked['agent'] === 'analyst', 'the question does not name the agent');
  must(
    of('approval_expired').length === (answer === undefined ? 1 : 0),
    'the time-out is not on record as it was',
  );
  must(
    of('approval_used').length === (answer === 'approve' ? 1 : 0),
    'the approval was not used exactly once',
  );
  must((decided === undefined) === (answer === undefined), 'the decision is not on record as it was');
  if (decided === undefined) return complaints;
  must(decided['approval_id'] === asked['approval_id'], 'the decision is about something else');
  must(decided['decision'] === answer, 'the record has another decision');
  must(decided['by'] === 'local-operator', 'the record does not say who decided');
  must(decided['reason'] === 'by the suite', 'the record does not say why');
  must(decided['shown'] === asked['action_digest'], 'the record does not say what was looked at');
  must(Date.parse(stringField(decided, 'timestamp') ?? '') > 0, 'the record does not say when');
  return complaints;
}

/** The ids of what waits in this workflow, from `approvals list --json`. */
export function waitingIn(workflow: string, listed: readonly JsonValue[]): readonly string[] {
  return listed
    .filter((each) => isJsonObject(each) && ownField(each, 'workflow') === workflow)
    .map((each) => stringField(each, 'approval_id') ?? '');
}
