// What a text says once decoded, and the secrets and personal data in it: one reading for policy, lineage and detectors.

export { CodeTable } from './code-table.ts';
export { dottedIpv4, parseCidr, parseIp } from './ip-address.ts';
export { findLikelySensitive } from './likely-sensitive.ts';
export { normalized } from './normalize.ts';
export { percentDecodings } from './percent.ts';
export { findSensitive, redactSpans, type SensitiveSpan } from './sensitive.ts';
export { looksItself, plainReading, skeleton, withoutInvisible } from './skeleton.ts';
export { isSpace } from './space.ts';
export { isReadThrough, type TextView, textViews } from './text-views.ts';
