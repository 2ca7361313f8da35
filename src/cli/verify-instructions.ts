// What a pack of evidence says about checking it.

/** Markdown for somebody who has the pack and nothing else of ours. */
export function verifyInstructions(logId: string): string {
  return `# How to check this pack

The pack was made from log \`${logId}\`. Nothing here needs trust in whoever made it, nor a network.

**In one step**, with the verifier (Node and nothing else) and the key of the log (\`signing.pub\`), which you got from the operator at another time:

\`\`\`sh
npx --package sallyport sallyport-verify . --key signing.pub
\`\`\`

Exit code 0: all holds. 1: the report names the record and the damage, or the file. 2: the input is wrong. It checks the files against \`manifest.json\`, the
chain of the records, and that the last of them lies in the log that the key has signed. Without \`--key\` it takes \`proofs/signing.pub\`, which shows only that the pack
agrees with itself. \`--checkpoint FILE\` holds it against a checkpoint that you kept, \`--witness-policy FILE\` asks for the signatures of witnesses.

**By hand**, what it does:

1. **The files are those of the pack**: \`manifest.json\` holds the SHA-256 of each. \`sha256sum report.html\` and compare.
2. **The tables are made from the records**: each row of \`population.csv\` and \`changes.csv\` carries its record's hash. \`proofs/records.jsonl\` holds every
   record from the log's first to the period's last, as the bytes that were hashed: SHA-256 of a zero byte followed by the line (without its line end) is
   that record's \`audit_hash\` (RFC 6962, section 2.1).
3. **Nothing is missing between them**: each line has its \`index\`, one more than the line before, and its \`prev\` is the hash of the line before. The
   first has \`prev\` of 64 zeros. For example, with Python alone:

   \`\`\`python
   import base64, hashlib, json
   prev = "0" * 64
   for number, line in enumerate(open("proofs/records.jsonl", "rb")):
       leaf = line.rstrip(b"\\n")
       record = json.loads(leaf)
       assert record["index"] == number and record["prev"] == prev and record["log"] == "${logId}"
       prev = hashlib.sha256(b"\\0" + leaf).hexdigest()
   print(number + 1, "records, head", prev)
   last = open("proofs/last-record.tlog-proof").read().split("\\n")[1].removeprefix("extra ")
   assert base64.b64decode(last) == leaf
   \`\`\`

4. **The log is the one that was signed**: \`proofs/last-record.tlog-proof\` ([C2SP tlog-proof](https://c2sp.org/tlog-proof)) proves that the last line lies in the tree of the
   checkpoint in it, and its hash binds every line before. Other tools read it, too. \`proofs/checkpoint\` is of the whole log when the pack was made: ask for a
   checkpoint or receipt that you, or a witness, got at the time. Without one, whoever holds the signing key could have made another log.

What this can not show: what happened outside of the gateway, and a rewrite by the key holder before anybody outside kept anything.
`;
}
