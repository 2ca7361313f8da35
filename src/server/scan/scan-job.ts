// One scan, as the thread is given it and as it answers.

import type { JsonObject } from '../../domain/index.ts';
import type { Fix, Inventory, ScanLimits, ScanReport, SourceFile, UploadRules } from '../../scan/index.ts';

export type ScanJob =
  | {
      readonly kind: 'files';
      readonly files: readonly SourceFile[];
      readonly limits: ScanLimits;
      readonly honourSuppressions: boolean;
    }
  | {
      readonly kind: 'upload';
      readonly scanId: string;
      readonly contentType: string;
      readonly body: Uint8Array<ArrayBuffer>;
      readonly limits: ScanLimits;
      readonly uploadLimits: UploadRules['limits'];
    };

/** The index of the file that is being read. */
export type ScanProgress = number;

export interface ProposedFix extends Fix {
  readonly file: string;
  readonly safety: 'safe' | 'unsafe';
  readonly ruleId: string;
}

export type ScanAnswer =
  | {
      readonly kind: 'scanned';
      readonly report: ScanReport;
      readonly fixes: readonly ProposedFix[];
      readonly inventory: Inventory;
    }
  | { readonly kind: 'answered'; readonly body: JsonObject };

/** What the thread is started with. */
export interface ScanThreadInput {
  /** The path of the Python grammar. */
  readonly grammar: string;
}
