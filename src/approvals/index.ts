// Holding for people: what is asked, who answered, and what an answer may release, folded from the ledger.

export { type Approval, type ApprovalBoard, createApprovalBoard } from './board.ts';
export { type HoldEvent, isGrantEvent, readHoldEvent } from './events.ts';
export { ApprovalGate, type ApprovalQuestion, type RecordHolds } from './gate.ts';
export { createGrantBook, type Grant, type GrantBook } from './grants.ts';
export { type OverrideEvent, readOverrideEvent } from './override-events.ts';
export {
  coveringOverride,
  createOverrideBook,
  type Override,
  type OverrideBook,
  Overrides,
  type OverrideTerms,
} from './overrides.ts';
export type { GrantWish } from './rules.ts';
export type { Voice } from './voices.ts';
export type { ApprovalOutcome } from './waiting-room.ts';
