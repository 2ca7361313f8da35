import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/index.ts';
import { type ScanReport, SEVERITIES } from '../report/scan-report.ts';
import { finding, RULE, report } from '../report/test-support.ts';
import { reportAsSarif as asSarif } from './sarif.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../test/sarif/sarif-2.1.0-rtm.5.schema.json', import.meta.url), 'utf8'),
);
// Draft 4 calls the identifier `id`; nothing else in the schema differs from what ajv reads.
const { $schema: _, id: __, ...body } = schema;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(body);

const reportAsSarif = (of: ScanReport): JsonObject => asSarif(of, '0.1.0');

function faults(sarif: JsonObject): unknown {
  return isSarif(sarif) ? [] : isSarif.errors;
}
function run(sarif: JsonObject): JsonObject {
  const [only] = sarif['runs'] as readonly JsonValue[];
  return only !== undefined && isJsonObject(only) ? only : {};
}
const results = (sarif: JsonObject): readonly JsonObject[] => run(sarif)['results'] as readonly JsonObject[];

const MIXED = report(
  [
    finding(),
    finding({
      cell: 3,
      physical: { line: 91, column: 9, endLine: 91, endColumn: 30 },
      file: 'a b/ü#?.ipynb',
    }),
    finding({ disposition: { kind: 'suppressed', by: 'comment', reason: 'a test' }, severity: 'low' }),
    finding({ disposition: { kind: 'baseline' }, severity: 'medium', family: undefined }),
    finding({ file: '/outside/of/it.py', severity: 'critical' }),
  ],
  {
    notices: [
      { file: 'broken.py', message: 'not understood in full', incomplete: true },
      { file: undefined, message: 'links are not followed', incomplete: false },
    ],
    rules: [RULE, { ...RULE, id: 'SP999', cwe: [], owasp: [] }],
  },
);

describe('SARIF', () => {
  it('passes the official schema, whatever was found', () => {
    expect(faults(reportAsSarif(MIXED))).toEqual([]);
    expect(faults(reportAsSarif(report([])))).toEqual([]);
    // A check that can not fail is none.
    expect(faults({ ...reportAsSarif(MIXED), version: '2.0.0' })).not.toEqual([]);
  });

  it('passes it for any texts and places', () => {
    const place = fc.record({
      line: fc.integer({ min: 1, max: 1e6 }),
      column: fc.integer({ min: 1, max: 1e6 }),
      endLine: fc.integer({ min: 1, max: 1e6 }),
      endColumn: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string(),
        place,
        fc.constantFrom(...SEVERITIES),
        (file, message, physical, severity) => {
          fc.pre(file.isWellFormed());
          expect(faults(reportAsSarif(report([finding({ file, message, physical, severity })])))).toEqual([]);
        },
      ),
    );
  });

  it('names every rule with help, precision, and a security severity that is a string', () => {
    const driver = (run(reportAsSarif(MIXED))['tool'] as JsonObject)['driver'] as JsonObject;
    expect(driver['rules']).toEqual([
      expect.objectContaining({
        id: 'SP111',
        helpUri: 'https://cwe.mitre.org/data/definitions/22.html',
        help: { text: expect.stringContaining('Fix: '), markdown: expect.stringContaining('**Fix:**') },
        properties: {
          tags: [
            'security',
            'external/cwe/cwe-022',
            'external/cwe/cwe-732',
            'external/owasp/llm08:2023',
            'external/owasp/llm06:2025',
            'external/owasp/asi05:2026',
          ],
          precision: 'high',
          'security-severity': '8.0',
        },
      }),
      expect.objectContaining({ id: 'SP999' }),
    ]);
  });

  it('has places relative to the root, with characters that a URI can hold', () => {
    const locations = results(reportAsSarif(MIXED)).map((result) => JSON.stringify(result['locations']));
    expect(locations.join('\n')).toContain('"uri":"a%20b/%C3%BC%23%3F.ipynb","uriBaseId":"%SRCROOT%"');
    expect(locations.join('\n')).toContain('"uri":"file:///outside/of/it.py"');
    expect(locations.join('\n')).toContain('"startLine":91');
  });

  it('has a level, a rule index and a fingerprint for each result', () => {
    expect(results(reportAsSarif(MIXED)).map((result) => result['level'])).toEqual([
      'error',
      'error',
      'error',
      'warning',
      'note',
    ]);
    for (const result of results(reportAsSarif(MIXED))) {
      expect(result).toMatchObject({
        ruleIndex: 0,
        partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{32}:\d+$/) },
      });
    }
  });

  it('marks what is suppressed or known, with the reason', () => {
    const marked = results(reportAsSarif(MIXED)).map((result) => result['suppressions']);
    expect(marked).toContainEqual([{ kind: 'inSource', justification: 'a test' }]);
    expect(marked).toContainEqual([{ kind: 'external', justification: 'in the baseline' }]);
    expect(marked.filter((list) => Array.isArray(list) && list.length === 0)).toHaveLength(3);
  });

  it('tells what was not seen in full', () => {
    expect(JSON.stringify(run(reportAsSarif(MIXED))['invocations'])).toContain('not understood in full');
  });

  it('stays under the limits of code scanning, the worst findings first', () => {
    const many = Array.from({ length: 6_000 }, (_, n) =>
      finding({ severity: n === 5_999 ? 'critical' : 'low', fingerprint: `${'0'.repeat(32)}:${n}` }),
    );
    const sarif = reportAsSarif(report(many));
    expect(results(sarif)).toHaveLength(5_000);
    expect(results(sarif)[0]).toMatchObject({ level: 'error' });
    expect(JSON.stringify(run(sarif)['invocations'])).toContain('1000 more findings');
    expect(gzipSync(JSON.stringify(sarif)).byteLength).toBeLessThan(10 * 1024 * 1024);
  });

  it('lets no text from scanned code make a link', () => {
    const sarif = reportAsSarif(report([finding({ message: 'agent "[click](http://evil)"' })]));
    expect(JSON.stringify(sarif)).not.toContain('](');
  });
});
