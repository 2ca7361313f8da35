// Storage behind the ports: the only module that touches the disk for state.

export { directoryAnchor, fileAnchor } from './anchors.ts';
export { cursorFile } from './cursor-file.ts';
export { type EmbeddedLedgerOptions, openEmbeddedLedger, type ProvableLedger } from './embedded-ledger.ts';
export { masterKeyOf } from './key-files.ts';
export type { LedgerLimits, Signatures } from './limits.ts';
export { makeDirectories } from './make-directories.ts';
export { verifyDirectory } from './verify-directory.ts';
