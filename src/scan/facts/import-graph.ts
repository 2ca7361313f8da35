// Which scanned file imports which.

import type { ProjectFacts } from './facts.ts';

export interface ImportEdge {
  readonly from: string;
  readonly to: string;
}

export function importGraph({
  modules,
  find,
}: Pick<ProjectFacts, 'modules' | 'find'>): readonly ImportEdge[] {
  const seen = new Set<string>();
  return modules.flatMap((module) =>
    module.imports.flatMap(({ level, module: name, names }) => {
      const inside = names.map((each) => find(module, level, name === '' ? each : `${name}.${each}`));
      return [find(module, level, name), ...inside].flatMap((target) => {
        const key = `${module.path}\n${target?.path}`;
        if (target === undefined || target === module || seen.has(key)) return [];
        seen.add(key);
        return [{ from: module.path, to: target.path }];
      });
    }),
  );
}
