// Holding for people: what is asked, who answered, and what an answer may release, folded from the ledger.

export { type Approval, type ApprovalBoard, type ApprovalStatus, createApprovalBoard } from './board.ts';
export { type ApprovalEvent, type ApprovalEventKind, isApprovalKind, readApprovalEvent } from './events.ts';
export {
  type ApprovalAnswer,
  ApprovalGate,
  type ApprovalGateDeps,
  type ApprovalQuestion,
  type ApprovalUse,
  type SetTimer,
  type UseOutcome,
} from './gate.ts';
export type { ApprovalOutcome } from './waiting-room.ts';
