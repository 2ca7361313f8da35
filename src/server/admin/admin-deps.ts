// What the admin API needs: the control plane, the ledger, and who may come in.

import type { AlertReport } from '../../alerts/index.ts';
import type { ApprovalGate, Overrides, Voice } from '../../approvals/index.ts';
import type { AuditLedger, LedgerKeeper, NotaryRound, TransparencyLog } from '../../audit/index.ts';
import type { Clock, JsonObject, Sha256Hex } from '../../domain/index.ts';
import type { SinkReport } from '../../exporters/index.ts';
import type { Permission, Role } from '../../identity/index.ts';
import type { KnownNames } from '../../policy/index.ts';
import type { UpstreamSettings } from '../../providers/index.ts';
import type { ControlPlane } from '../control/control-plane.ts';

/** What became of the alerts, and a way to try one. */
export interface AlertOffice {
  report(): Promise<AlertReport>;
  /** False where there is no such sink. */
  test(sink: string): Promise<boolean>;
}

export interface AdminDeps {
  readonly control: ControlPlane;
  readonly ledger: AuditLedger;
  /** The ledger's Merkle tree, where it keeps one. */
  readonly transparency: TransparencyLog | undefined;
  /** Upkeep of the store, where the ledger has one. */
  readonly keeper: LedgerKeeper | undefined;
  /** Takes a checkpoint to witnesses and anchors now. Rejects with GatewayError not_found where there are none. */
  readonly witness: () => Promise<NotaryRound>;
  readonly clock: Clock;
  readonly sha256: Sha256Hex;
  readonly randomBytes: (size: number) => Uint8Array;
  /** Folds look-alike names together (UTS #39). */
  readonly skeleton: (name: string) => string;
  readonly approvals: ApprovalGate;
  readonly overrides: Overrides;
  /** What became of the notices about approvals, by target. */
  readonly notices: () => readonly JsonObject[];
  readonly alerts: AlertOffice;
  /** What the start-up report says, as data. */
  readonly status: () => JsonObject;
  /** What the running gateway is configured to ask; undefined where none runs, and so nobody knows. */
  readonly upstreams: () => readonly Pick<UpstreamSettings, 'name' | 'models'>[] | undefined;
  /** Which names a policy can mean, as far as they can be listed. */
  readonly knownNames: () => KnownNames;
  /** Ends the model calls of exchanges under way; answers how many. */
  readonly stopCalls: (
    isMeant: (call: { readonly agent: string; readonly workflows: readonly string[] }) => boolean,
  ) => number;
  /** What is counted, in the text format of Prometheus. */
  readonly metrics: () => string;
  /** How far each sink of the ledger has got. */
  readonly sinks: () => readonly SinkReport[];
}

/**
 * Who made an admin call, as the door knows them: the local operator, who may do everything, or whoever holds a token: a
 * person, or nobody in particular.
 */
export type AdminCaller =
  | (Voice & { readonly kind: 'operator' })
  | (Voice & {
      readonly kind: 'person' | 'token';
      readonly tokenId: string;
      readonly roles: readonly Role[];
      readonly permissions: ReadonlySet<Permission>;
    });

/** Whoever may enter the data directory. */
export const LOCAL_OPERATOR: AdminCaller = { name: 'local-operator', groups: [], kind: 'operator' };
