import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeSql } from './sql.ts';

/** `verb tables limit`, one for each statement. */
function facts(text: string): readonly string[] | undefined {
  const result = analyzeSql(text);
  if (result.kind === 'unparsed') return undefined;
  return result.statements.map(
    ({ verb, tables, maxRows }) => `${verb} ${tables.toSorted().join(',')} ${maxRows ?? '-'}`,
  );
}

describe('analyzeSql', () => {
  it.each([
    ['SELECT id FROM orders LIMIT 10', ['select orders 10']],
    ['select * from sales.orders', ['select sales.orders -']],
    ["select count(*), max(total) from orders where lower(name) like 'a%'", ['select orders -']],
    ['select * from a join b using (id) where x in (select y from c)', ['select a,b,c -']],
    ['select (select max(v) from hidden) from t limit 5', ['select hidden,t 5']],
    ['select 1 union select secret from users limit 3', ['select users -']],
    ['select * from t limit 1+1', ['select t -']],
    ['select 1; drop table t', ['select  -', 'drop t -']],
    ['insert into t select * from u', ['insert t,u -']],
    ['update t set a = 1 from d', ['update d,t -']],
    ['delete from t', ['delete t -']],
    ['truncate a, b', ['truncate a,b -']],
    ['drop table a, b.c', ['drop a,b.c -']],
    ['alter table t add column x int', ['alter t -']],
    ['create index i on t(a)', ['create t -']],
    ['with x as (select * from t) select * from x limit 2', ['select t 2']],
    ['with users as (select * from users) select * from users', ['select users -']],
    ['with a as (select 1), b as (select * from a) select * from b', ['select  -']],
    ['with x as (delete from t returning *) select * from x', ['select t -', 'delete t -']],
    ['select * from s.x, (with x as (select 1) select * from x) y', ['select s.x -']],
    ["select pg_read_file('/etc/passwd')", ['select  -', 'call  -']],
    ['select pg_catalog.lower(a) from t', ['select t -', 'call t -']],
    ["select * from dblink('host=evil', 'select 1') as t(a int)", undefined],
    ['select * from generate(1) as g', ['select  -', 'call  -']],
    ['SELECT `id` FROM `orders` LIMIT 5', ['select orders 5']],
    ['select 1 -- a comment\nfrom t', ['select t -']],
    ["select '; drop table x' from t", ['select t -']],
  ])('reads %j', (text, expected) => {
    expect(facts(text)).toEqual(expected);
  });

  it.each([
    '',
    ';',
    'hello world',
    'select * from',
    'select 1 /*! ; drop table t */',
    'select /* a */ 1',
    'select 1 --1; drop table t',
    "select 'a\\'; drop table t; -- '",
    'select $$ ; drop table t; -- $$',
    'select $tag$ x $tag$',
    'select [a] from t',
    'select 1 # comment',
    "select '`' from `t`",
    'select `a``b` from t',
    'select\u00a01',
    'select 1\u0000',
    'select top 10 * from t',
    "copy t to '/tmp/x'",
    `select '${'a '.repeat(2500)}'`,
    '('.repeat(300),
  ])('leaves %s unparsed', (text) => {
    expect(facts(text)).toBeUndefined();
  });

  it('names the table of a recursive expression, and not the expression', () => {
    const text = 'with recursive x(a) as (select a from t union all select a from x) select * from x';
    expect(facts(text)).toEqual(['select t -']);
  });

  it('never throws', () => {
    const words = fc.constantFrom(
      'select',
      'from',
      'with',
      'as',
      '(',
      ')',
      't',
      '*',
      ',',
      ';',
      "'",
      '1',
      'limit',
      'delete',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (tokens) => {
        expect(analyzeSql(tokens.join(' ')).kind).toMatch(/parsed/);
      }),
    );
  });

  it('survives deep nesting', () => {
    expect(facts(`select ${'('.repeat(500)}1${')'.repeat(500)} from t`)).toEqual(['select t -']);
  });
});
