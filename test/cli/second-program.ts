// `sallyport-verify`, the program for those who do not run the gateway, as a process of its own.

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function sallyportVerify(...argv: readonly string[]): Promise<Ended> {
  const entry = resolve('src/cli/verify-main.ts');
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', entry, ...argv], (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
