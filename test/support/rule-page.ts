// A rule's page is its test: in its blocks, `# error: SLUG` ends each line that the rule must object to.

export interface CodeBlock {
  readonly source: string;
  /** `python`, or `requirements` for the lines of a requirements file. */
  readonly language: 'python' | 'requirements';
  /** The page's line that opens the block, 1-based. */
  readonly line: number;
  /** `LINE: SLUG` with the page's line, in order. */
  readonly expected: readonly string[];
}

export interface RulePage {
  /** Second-level headings that have text below them. */
  readonly headings: readonly string[];
  readonly blocks: readonly CodeBlock[];
}

export function readRulePage(page: string): RulePage {
  const blocks = [...page.matchAll(/^```(python|requirements)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language, 2: source = '', index }): CodeBlock => {
      const line = page.slice(0, index).split('\n').length;
      return {
        source,
        language: language === 'python' ? 'python' : 'requirements',
        line,
        expected: expectedIn(source, line),
      };
    },
  );
  const prose = page.replace(/^```[\s\S]*?^```$/gm, 'code');
  return { headings: [...prose.matchAll(/^## (.+)\n\n\S/gm)].map(([, heading = '']) => heading), blocks };
}

function expectedIn(source: string, opening: number): readonly string[] {
  return source.split('\n').flatMap((text, index) => {
    const slug = /# error: ([a-z0-9-]+)$/.exec(text)?.[1];
    return slug === undefined ? [] : [`${opening + index + 1}: ${slug}`];
  });
}
