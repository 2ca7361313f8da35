// The words for what is wrong with a log.

/**
 * How a record, batch, tile or checkpoint is broken:
 * `edited` its bytes are not those that were hashed or chained · `missing` it is not there · `reordered` it stands where
 * another was · `truncated` the log ends before its signed or known head · `forked` the log differs from a checkpoint that
 * it signed · `unsigned` no batch covers it · `unwitnessed` no witnesses vouch for it as the policy asks · `bad_signature` ·
 * `unknown_key` · `malformed` not a record · `misfiled` it is found under other columns than it says · `tile_edited` what
 * proofs are made from is not the tree of the records · `contents_edited`, `contents_missing` what lies beside it does not
 * match its commitments.
 */
export type DamageKind =
  | 'edited'
  | 'missing'
  | 'reordered'
  | 'truncated'
  | 'forked'
  | 'unsigned'
  | 'unwitnessed'
  | 'bad_signature'
  | 'unknown_key'
  | 'malformed'
  | 'misfiled'
  | 'tile_edited'
  | 'contents_edited'
  | 'contents_missing';

export interface Damage {
  readonly kind: DamageKind;
  readonly index: number;
  /** One sentence for a person; free of content. */
  readonly detail: string;
}
