// What a framework asks, as far as a gateway's ledger can speak to it.

/** The parts of a pack that a control may be answered with. */
export type SectionId =
  | 'decisions'
  | 'approvals'
  | 'policy-history'
  | 'access'
  | 'integrity'
  | 'contents'
  | 'erasures'
  | 'inventory';

export interface Control {
  /** As the framework numbers it. */
  readonly id: string;
  readonly title: string;
  /** What the ledger shows for it, in one sentence. */
  readonly shows: string;
  /** What it can not show, so that nobody takes silence for an answer. */
  readonly silentOn: string;
  readonly sections: readonly SectionId[];
}

export interface Framework {
  /** As the command line says it. */
  readonly id: string;
  readonly title: string;
  /** The edition whose numbers are used. */
  readonly edition: string;
  readonly controls: readonly Control[];
}
