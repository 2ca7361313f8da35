// Exporters: the ledger's records, in the form that each destination takes them.

export { exporters } from './catalog.ts';
export { type ExportedRecord, exportedRecord } from './exported-record.ts';
export type { Exporter, SinkSettings } from './exporter.ts';
export { indexInLine, jsonLine, LINE_FORMATS, type LineFormat } from './files/json-line.ts';
export { ParquetPart } from './files/parquet-part.ts';
export { FORMATS, type FormatName } from './formats/format.ts';
export { createHttpPost, type HttpPost } from './http-post.ts';
export { type LeafSource, Sink, type SinkStatus } from './sink.ts';
export type { CursorFile } from './sink-cursor.ts';
export { type SinkReport, SinkSet } from './sink-set.ts';
