// Whether the files that the store writes are still the ones that the next start will find.

import { statSync } from 'node:fs';
import { databasePath } from './database.ts';
import { damaged } from './faults.ts';

/**
 * A file that was deleted or replaced takes every write and every sync, and is gone with the process. So a commit counts only
 * when the names still lead to the files that were opened.
 */
export class FilePlace {
  readonly #files: readonly { readonly path: string; readonly inode: number | undefined }[];

  /** Of the open store in `directory`. */
  constructor(directory: string) {
    const path = databasePath(directory);
    this.#files = [path, `${path}-wal`].map((each) => ({ path: each, inode: inodeOf(each) }));
  }

  /** Throws GatewayError store_damaged when a file is no longer there. */
  requireHere(): void {
    for (const { path, inode } of this.#files)
      if (inodeOf(path) !== inode) throw damaged(`${path} has been removed or replaced while it was in use`);
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
