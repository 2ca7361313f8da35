// Programs of Debian packages without installing them: downloaded and verified by apt, unpacked into a directory of our own.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** The release that has the package. */
const SUITE = 'trixie';

/** The directory with the package's programs, or why there is none. */
export function programsOf(
  name: string,
  scratch: string,
): { readonly bin: string } | { readonly missing: string } {
  if (!existsSync(KEYRING)) return { missing: 'this is no Debian system (no debian-archive-keyring)' };
  for (const part of ['lists/partial', 'cache/archives/partial', 'unpacked'])
    mkdirSync(join(scratch, part), { recursive: true });
  const source = `deb [signed-by=${KEYRING}] http://deb.debian.org/debian ${SUITE} main\n`;
  writeFileSync(join(scratch, 'sources.list'), source);
  const options = [
    `Dir::Etc::sourcelist=${join(scratch, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(scratch, 'lists')}`,
    `Dir::Cache=${join(scratch, 'cache')}`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option]);
  const apt = (...command: readonly string[]): void => {
    execFileSync('apt-get', [...options, '-qq', ...command], {
      cwd: scratch,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  };
  try {
    apt('update');
    apt('download', name);
    const archive = readdirSync(scratch).find((file) => file.startsWith(`${name}_`)) ?? '';
    execFileSync('dpkg', ['-x', join(scratch, archive), join(scratch, 'unpacked')]);
  } catch (error) {
    return { missing: `${name} could not be had from Debian ${SUITE}: ${lastLine(error)}` };
  }
  return { bin: join(scratch, 'unpacked', 'usr', 'bin') };
}

function lastLine(error: unknown): string {
  return error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : 'unknown error';
}
