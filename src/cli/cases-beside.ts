// Where the cases of a policy file lie.

/** `policy.yaml` → `policy.cases.yaml`. */
export function casesBeside(file: string): string {
  return `${file.replace(/[.](?:ya?ml|json)$/i, '')}.cases.yaml`;
}
