// Keeps the active policy in step with a file: every change is checked, recorded and activated; a broken file changes nothing.

import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Installation } from '../app.ts';
import { checkPolicySet } from '../policy/index.ts';
import { reportFault } from './exit.ts';
import { renderDiagnostics } from './render-diagnostics.ts';
import type { Terminal } from './terminal.ts';

const POLL_MS = 1000;

export interface PolicyFile {
  readonly path: string;
  readonly installation: Installation;
  readonly terminal: Terminal;
}

/** Activates the file's text where it differs from what is active. Throws PolicyRejected for a text that does not load. */
export async function activateFile(
  { path, installation, terminal }: PolicyFile,
  reason: string,
): Promise<boolean> {
  const text = await readFile(path, 'utf8');
  const { policies } = installation.control;
  if (policies.active?.source === text) return false;
  await installation.control.activatePolicy({
    text,
    fileName: basename(path),
    author: 'policy-file',
    reason,
  });
  const found =
    policies.active === undefined ? [] : checkPolicySet(policies.active, installation.knownNames());
  const warnings = found.filter(({ severity }) => severity === 'warning');
  if (warnings.length > 0) terminal.error(renderDiagnostics(terminal, warnings));
  return true;
}

/** Watches until `stop`. What does not load is reported, and the policy in force stays in force. */
export function watchPolicy(file: PolicyFile): { stop(): void } {
  const { path, terminal, installation } = file;
  const changed = (): void => {
    activateFile(file, 'the policy file changed').then(
      (isNew) => {
        if (isNew)
          terminal.error(`policy ${installation.control.policies.active?.version ?? ''} is active (${path})`);
      },
      (cause: unknown) => {
        reportFault(terminal, cause);
        installation.alerts.note({
          kind: 'policy_reload',
          severity: 'critical',
          at: Date.now(),
          subject: basename(path),
          summary: `${basename(path)} does not load; the policy in force stays in force`,
        });
        terminal.error('the policy in force stays in force');
      },
    );
  };
  watchFile(path, { interval: POLL_MS }, changed);
  return { stop: () => unwatchFile(path, changed) };
}
