// `sallyport-verify`, the program for those who do not run the gateway, as a process of its own.

import { execFile } from 'node:child_process';
import { compiled } from '../support/compiled.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function sallyportVerify(...argv: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [compiled('cli/verify-main.ts'), ...argv], (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
