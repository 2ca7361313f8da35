// Loads the policy files that the person at the terminal names.

import { loadPolicySet, type PolicyLoad } from '../policy/index.ts';
import { sha256 } from '../sha256.ts';
import { readUserFile } from './read-user-file.ts';

/** A policy file and what loading it says; diagnostics name the file as the user did. */
export async function loadPolicyFile(
  file: string,
): Promise<{ readonly text: string; readonly loaded: PolicyLoad }> {
  const text = await readUserFile(file);
  return { text, loaded: loadPolicySet(text, { fileName: file, sha256 }) };
}
