// The ledger as an engine: canonical records, chain, signatures, verification, and the port that a store implements.

export { canonicalJson } from './canonical-json.ts';
export { checkExport } from './check-export.ts';
export { checkLines } from './check-lines.ts';
export { checkReceipt } from './check-receipt.ts';
export { commitmentOf, preimageOverhead, SALT_BYTES } from './commitment.ts';
export type { Damage, DamageKind } from './damage.ts';
export {
  ErasedOwners,
  type Erasure,
  type ErasureRequest,
  type ErasureScope,
  erasureBody,
  MissingContents,
  readErasure,
} from './erasure.ts';
export type { LedgerKeeper } from './keeper.ts';
export {
  followRotations,
  type KeyTurned,
  type KeyTurnRequest,
  type RecordedRotation,
  readRotation,
  rotationBody,
  TURN_KIND,
  type TurnedKey,
} from './key-rotation.ts';
export {
  GENESIS_PREV,
  type LeafColumns,
  type LeafPayload,
  type LeafPosition,
  type LedgerHead,
  leafHash,
  leafJson,
  MAX_LEAF_BYTES,
  NO_HEAD,
  readLeaf,
} from './leaf.ts';
export type {
  AuditLedger,
  ErasedContents,
  RecordPage,
  RecordQuery,
  RecoveryReport,
  VerifyOptions,
  VerifyProgress,
} from './ledger.ts';
export { type Anchor, Notary, type NotaryRound } from './notary.ts';
export { bodyTerms, columnTerms, matchesQuery, queryTerms, searchTerms } from './query.ts';
export { issueReceipt, Receipt } from './receipt.ts';
export {
  CONTROL_KINDS,
  type ContentItem,
  type ContentOwner,
  type ContentReference,
  isControlKind,
  ownerOf,
  RECORD_KINDS,
  type RecordDraft,
  type RecordKind,
  type StoredLeaf,
  type StoredRecord,
} from './record.ts';
export {
  type PastBound,
  type Retained,
  type RetentionBounds,
  type RetentionRequest,
  readRetention,
  retentionBodies,
} from './retention.ts';
export {
  readSegment,
  type Sealed,
  type SealedSegment,
  type SealRequest,
  segmentBody,
} from './sealing.ts';
export { readVerifierLine, signBatch, type VerifierKey, verifierLine } from './signature.ts';
export {
  type Checkpoint,
  readCheckpoint,
  readSize,
  type SignedCheckpoint,
  signatureOf,
  signCheckpoint,
  withSignatures,
} from './tlog/checkpoint.ts';
export {
  consistencyProof,
  HASH_BYTES,
  inclusionProof,
  isSame,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './tlog/merkle.ts';
export {
  type NoteSignature,
  type SignedNote,
  writeNote,
} from './tlog/note.ts';
export { cosign, type NoteKey, type NoteSigner, noteKeyLine, readNoteKey } from './tlog/note-key.ts';
export {
  entryBundle,
  readEntryBundle,
  readTilePath,
  type TileName,
  tilePath,
  tilesOf,
} from './tlog/tiles.ts';
export {
  checkPolicy,
  type PolicyCheck,
  type PolicyWitness,
  readTlogPolicy,
  type TlogPolicy,
} from './tlog/tlog-policy.ts';
export {
  isIncluded,
  readTlogProof,
  TLOG_PROOF_HEADER,
  type TlogProof,
  writeTlogProof,
} from './tlog/tlog-proof.ts';
export { GrowingTree, nodesOf, TILE_WIDTH, type Tile, widthIn } from './tlog/tree.ts';
export { askWitness, type Cosigned, type WitnessAnswer } from './tlog/witness.ts';
export type { TransparencyLog } from './transparency.ts';
export type { KnownCheckpoint, TreeReport } from './tree-check.ts';
export {
  type BatchRow,
  LogVerifier,
  type RecordRow,
  type VerifierOptions,
  type VerifyReport,
} from './verify.ts';
export { recordView } from './view.ts';
