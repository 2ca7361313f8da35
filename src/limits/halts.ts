// The kill switch: who is stopped, by whom, why. A fold over two kinds of control records.

import { type EpochMs, type JsonObject, stringField } from '../domain/index.ts';

export type HaltScope = 'agent' | 'workflow' | 'project';

export interface Halt {
  readonly scope: HaltScope;
  /** Agent name or workflow id; empty for the project. */
  readonly name: string;
  readonly by: string;
  readonly reason: string;
  readonly since: EpochMs;
}

const SCOPES: readonly HaltScope[] = ['agent', 'workflow', 'project'];

export class Halts {
  readonly #halts = new Map<string, Halt>();

  /** Applies a control record; records of other kinds change nothing. */
  apply(record: { readonly kind: string; readonly body: JsonObject; readonly time: EpochMs }): void {
    if (record.kind !== 'halted' && record.kind !== 'resumed') return;
    const scope = SCOPES.find((candidate) => candidate === stringField(record.body, 'scope'));
    const name = stringField(record.body, 'name') ?? '';
    if (scope === undefined) return;
    const key = `${scope} ${name}`;
    if (record.kind === 'resumed') this.#halts.delete(key);
    else {
      const by = stringField(record.body, 'by') ?? '';
      const reason = stringField(record.body, 'reason') ?? '';
      this.#halts.set(key, { scope, name, by, reason, since: record.time });
    }
  }

  get(scope: HaltScope, name: string): Halt | undefined {
    return this.#halts.get(`${scope} ${name}`);
  }

  list(): readonly Halt[] {
    return [...this.#halts.values()];
  }

  /** The halt that stops a call, the widest first; undefined when it may go on. */
  covering(call: { readonly agent: string; readonly workflows: readonly string[] }): Halt | undefined {
    if (this.#halts.size === 0) return undefined;
    const workflows = call.workflows.map((workflow) => this.get('workflow', workflow));
    return (
      this.get('project', '') ?? this.get('agent', call.agent) ?? workflows.find((halt) => halt !== undefined)
    );
  }
}
