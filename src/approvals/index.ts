// Holding for people: what is asked, who answered, and what an answer may release, folded from the ledger.

export { type Approval, type ApprovalBoard, createApprovalBoard } from './board.ts';
export { type ApprovalEvent, readApprovalEvent } from './events.ts';
export { type ApprovalAnswer, ApprovalGate, type ApprovalQuestion, type SetTimer } from './gate.ts';
export type { ApprovalOutcome } from './waiting-room.ts';
