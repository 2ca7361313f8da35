// Finds relative links in Markdown that lead nowhere: a missing file, or a heading that the page does not have.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.venvs', 'coverage']);
const LINK = /\]\(<?([^()\s>]+)>?(?:\s+"[^"\n]*")?\)/g;

/** All Markdown pages below `root`, by relative path. */
export function markdownPages(root: string): readonly string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
      return entry.name.endsWith('.md') ? [relative(root, path)] : [];
    });
  return walk(root).sort();
}

/** One sentence per broken link: `page: target: why`. */
export function brokenLinks(root: string): readonly string[] {
  return markdownPages(root).flatMap((page) => brokenOf(root, page));
}

function brokenOf(root: string, page: string): string[] {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'));
  return [...text.matchAll(LINK)].flatMap(([, target = '']) => {
    const why = /^[a-z][a-z0-9+.-]*:/i.test(target) ? undefined : fault(join(root, page), target, root);
    return why === undefined ? [] : [`${page}: ${target}: ${why}`];
  });
}

function fault(page: string, target: string, root: string): string | undefined {
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? page : resolve(dirname(page), decodeURI(path));
  if (relative(root, file).startsWith('..')) return 'leads out of the repository';
  if (!existsSync(file)) return 'no such file';
  if (anchor === undefined || statSync(file).isDirectory() || !file.endsWith('.md')) return undefined;
  return anchors(readFileSync(file, 'utf8')).has(anchor) ? undefined : 'no such heading';
}

/** The anchors that GitHub gives to the headings of a page. */
function anchors(markdown: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, heading = ''] of withoutCode(markdown, false).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
    const base = words.trim().replaceAll(' ', '-');
    let name = base;
    for (let n = 1; found.has(name); n++) name = `${base}-${n}`;
    found.add(name);
  }
  return found;
}

/** Code shows syntax, it does not link. */
function withoutCode(markdown: string, spans = true): string {
  const plain = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return spans ? plain.replace(/`[^`\n]*`/g, '') : plain;
}
