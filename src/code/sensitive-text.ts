// Text that names secrets or destroys data, in whichever language it is written.

/**
 * Files that hold credentials or accounts. Each branch begins with a fixed character run and holds no unbounded
 * repetition, so the search is linear.
 */
const SENSITIVE_PATH = new RegExp(
  [
    // Dot files that hold keys, tokens or habits, in any folder.
    String.raw`(?:^|[/\\~\s=:@"'])\.(?:ssh|aws|gnupg|kube|docker|azure|netrc|npmrc|pypirc|pgpass|git-credentials|my\.cnf|[a-z]{1,8}_history|bashrc|zshrc|bash_profile|profile)(?![\w-])`,
    String.raw`(?:^|[/\\\s=:@"'])\.env(?:\.[a-z]{1,16})?(?![\w.-])`,
    // System folders, but for the few files that every program reads.
    String.raw`(?:^|[/\\\s=:@"'.])etc[/\\](?!(?:os-release|hosts|timezone|localtime|issue|debian_version|lsb-release|mime\.types|ssl[/\\]certs)(?![\w-]))[\w.-]`,
    String.raw`(?:^|[\s=:@"'.])[/\\]root[/\\]`,
    String.raw`(?:^|[/\\\s=:@"'.])proc[/\\](?:self|thread-self|\d{1,8}|key|kallsyms|kcore|cmdline)(?![a-z])`,
    String.raw`(?:^|[\s=:@"'.])[/\\]var[/\\](?:log|lib|mail|spool|backups|run[/\\]secrets)\b|\brun[/\\]secrets\b`,
    String.raw`(?:^|[\s=:@"'.])[/\\]sys[/\\]kernel\b`,
    // Key files and stores by name.
    String.raw`\bid_(?:rsa|dsa|ecdsa|ed25519)(?![\w-])|\.(?:pem|keytab|p12|pfx|kdbx)(?![\w-])`,
    String.raw`credentials\.(?:json|ini|db|csv|ya?ml|xml|txt)\b|\.config[/\\]gcloud\b|\bLogin Data\b|\bwallet\.dat\b`,
    // The cloud's own credential service.
    String.raw`\b169\.254\.169\.254\b|\bmetadata\.google\.internal\b`,
  ].join('|'),
  'i',
);

const SQL_DESTROYS = /\b(?:drop\s{1,4}(?:table|database|schema)|truncate\s{1,4}table)\b/i;

/** True where the text names a file that holds credentials, keys or accounts. Linear in the text's length. */
export function namesSensitiveFile(text: string): boolean {
  return SENSITIVE_PATH.test(text);
}

/** True where the text is SQL that removes a table or a database. Linear in the text's length. */
export function destroysData(text: string): boolean {
  return SQL_DESTROYS.test(text);
}
