// Walks the links of a workflow from some actions on, both ways, nearest first, and not without end.

import type { TracedAction, TraceLink } from './trace-report.ts';

const MAX_LINKS = 500;

export interface Walk {
  readonly upstream: readonly TraceLink[];
  readonly downstream: readonly TraceLink[];
  readonly cut: boolean;
}

/** What stands behind an agent is told of the actions themselves, and not followed on: it proves nothing of the words. */
export function walk(targets: readonly TracedAction[], links: readonly TraceLink[]): Walk {
  const upstream = follow(targets, {
    next: grouped(links, ({ to }) => to),
    arrived: ({ from }) => from,
  });
  const proven = links.filter(({ evidence }) => evidence !== 'context');
  const downstream = follow(targets, {
    next: grouped(proven, ({ from }) => from),
    arrived: ({ to }) => to,
  });
  return {
    upstream: upstream.links,
    downstream: downstream.links,
    cut: upstream.cut || downstream.cut,
  };
}

interface Direction {
  readonly next: ReadonlyMap<TracedAction, readonly TraceLink[]>;
  readonly arrived: (link: TraceLink) => TracedAction;
}

function follow(
  targets: readonly TracedAction[],
  { next, arrived }: Direction,
): { readonly links: readonly TraceLink[]; readonly cut: boolean } {
  const found: TraceLink[] = [];
  const seen = new Set(targets);
  // Grows while it is walked: breadth first.
  const edge = [...targets];
  for (const [at, action] of edge.entries()) {
    const links = (next.get(action) ?? []).filter(
      ({ evidence }) => evidence !== 'context' || at < targets.length,
    );
    found.push(...links);
    if (found.length > MAX_LINKS) return { links: found.slice(0, MAX_LINKS), cut: true };
    for (const link of links) {
      if (link.evidence === 'context' || seen.has(arrived(link))) continue;
      seen.add(arrived(link));
      edge.push(arrived(link));
    }
  }
  return { links: found, cut: false };
}

function grouped(
  links: readonly TraceLink[],
  by: (link: TraceLink) => TracedAction,
): ReadonlyMap<TracedAction, readonly TraceLink[]> {
  const groups = new Map<TracedAction, TraceLink[]>();
  for (const link of links) {
    const group = groups.get(by(link)) ?? [];
    group.push(link);
    groups.set(by(link), group);
  }
  return groups;
}
