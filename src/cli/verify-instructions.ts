// What a pack of evidence says about checking it.

/** Markdown for somebody who has the pack and nothing else of ours. */
export function verifyInstructions(logId: string): string {
  return `# How to check this pack

The pack was made from log \`${logId}\`. Nothing here needs trust in whoever made it.

1. **The files are those of the pack**: \`manifest.json\` holds the SHA-256 of each. \`sha256sum report.html\` and compare.
2. **The tables are made from the records**: each row of \`population.csv\` and \`changes.csv\` carries its record's hash. \`proofs/records.jsonl\` holds every
   record from the log's first to the period's last, as the bytes that were hashed: SHA-256 of a zero byte followed by the line (without its line end) is
   that record's \`audit_hash\` (RFC 6962, section 2.1).
3. **Nothing is missing between them**: each line has its \`index\`, one more than the line before, and its \`prev\` is the hash of the line before. The
   first has \`prev\` of 64 zeros. For example, with Python alone:

   \`\`\`python
   import hashlib, json
   prev = "0" * 64
   for number, line in enumerate(open("proofs/records.jsonl", "rb")):
       leaf = line.rstrip(b"\\n")
       record = json.loads(leaf)
       assert record["index"] == number and record["prev"] == prev and record["log"] == "${logId}"
       prev = hashlib.sha256(b"\\0" + leaf).hexdigest()
   print(number + 1, "records, head", prev)
   \`\`\`

4. **The log is the one that was signed and witnessed**: compare the head, or any record's hash, with a checkpoint, receipt or witness's cosignature
   that was kept outside of the gateway at the time. Ask for one that you received yourself: without it, whoever holds the signing key could have
   made another log.

What this can not show: what happened outside of the gateway, and a rewrite by the key holder before anybody outside kept anything.
`;
}
