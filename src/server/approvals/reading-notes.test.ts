import { describe, expect, it } from 'vitest';
import { skeleton } from '../../content/index.ts';
import { decidePage } from './page-text.ts';
import { readingNotes } from './reading-notes.ts';

const notes = (shows: Parameters<typeof readingNotes>[0]) => readingNotes(shows, skeleton);

describe('what an approver should know before reading', () => {
  it('is nothing where a text is plain and short, in whatever language', () => {
    const text = 'Überweise 5 € an Zoë Müller\n\t東京 שלום Привет';
    expect(notes({ tool: 'pay', arguments: { to: text, url: 'https://a.example/?q=1' } })).toEqual([]);
  });

  it('is that letters are not what they look like, in values and in names of parameters', () => {
    expect(notes({ arguments: { url: 'https://\u0440\u0430\u0443\u0440\u0430l.com/x' } })).toEqual([
      'holds letters that look like plain ones and are others: \\u{440}\\u{430}\\u{443}\\u{440}\\u{430}l.com',
    ]);
    expect(notes({ arguments: { '\u0430mount': 5 } })[0]).toContain('\\u{430}mount');
  });

  it('is that something is hidden, and that a text goes on for long', () => {
    expect(notes(`x\u202e${' '.repeat(3_000)}rm -rf /`)).toEqual([
      'holds characters that hide, reorder or imitate spaces: they are shown as \\u{…}',
      'is long (3010 characters): read it to its end',
    ]);
  });
});

describe('the page', () => {
  const page = (text: string) => decidePage({ arguments: text }, 'd', '2026', notes({ arguments: text }));

  it('keeps every space, and lets a text without any break, so that nothing lies beyond the edge', () => {
    expect(page('rm -rf /   tmp')).toContain('rm -rf / \\u{20}\\u{20}tmp');
    expect(page('a'.repeat(200)).match(/<wbr>/g)?.length).toBeGreaterThan(2);
    expect(page('\u202e<b>')).toContain('\\u{202e}&lt;b&gt;');
    expect(page('\u202e<b>')).toContain('<li>');
  });

  it('shows letters in the order in which they are, whatever direction they run', () => {
    expect(page('x')).toContain('<bdo dir="ltr">');
  });
});
