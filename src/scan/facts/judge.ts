import type { CallSite, FunctionInfo } from '../project/module.ts';
import { unitAt } from '../project/unit-at.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { type Slot, truthOf, type Value } from '../values/value.ts';
import type { Place } from './arguments.ts';
import type { Execution } from './execution.ts';
import type { ModuleFacts } from './facts.ts';
import type { Reach } from './reach.ts';
import type { Tool } from './tools.ts';

export interface Docker {
  readonly state: 'off' | 'on' | 'absent' | 'unknown';
  readonly slot: Slot | undefined;
}

/** What a dict of AutoGen 0.2 says about docker. */
export function dockerOf({ config }: Extract<Execution, { kind: 'dict' }>, evaluator: Evaluator): Docker {
  const slot = config.slots.get('use_docker');
  if (slot === undefined) return { state: config.open ? 'unknown' : 'absent', slot };
  const value = evaluator.evaluate(slot.value);
  if (value.kind === 'known' && value.value === null) return { state: 'absent', slot };
  const truth = truthOf(value);
  return { state: truth === undefined ? 'unknown' : truth ? 'on' : 'off', slot };
}

export function siteAt({ call, scope }: CallSite): Place {
  return { module: scope.module, start: call.start, end: call.end };
}

/** The calls of a file whose dotted name, as it is imported, fits. */
export function callsOf({ module, evaluator }: ModuleFacts, name: RegExp): readonly CallSite[] {
  return module.calls.filter((site) => name.test(externalName(site, evaluator) ?? ''));
}

/** The dotted name of what a call calls: as imported, or as written where nothing defines it. */
export function externalName({ call, scope }: CallSite, evaluator: Evaluator): string | undefined {
  const callee = evaluator.evaluate({ expr: call.callee, scope });
  if (callee.kind === 'external') return callee.name;
  return callee.kind === 'unknown' && callee.why === 'undefined' ? callee.name : undefined;
}

/** The source text of a place. */
export function textOf({ module, start, end }: Place): string {
  const part = unitAt(module, start);
  return part === undefined ? '' : part.unit.text.slice(start - part.base, end - part.base);
}

/** The rest of the line behind a place, if it is a comment. */
export function commentAt({ module, end }: Place): string {
  const rest = textOf({ module, start: end, end: end + 200 });
  return /^[^\n#]{0,40}#([^\n]*)/.exec(rest)?.[1] ?? '';
}

/** Whether every `return` of a function, or the body of a lambda, is the same yes. */
export function returnsAlways(value: Value, evaluator: Evaluator, isYes: (value: Value) => boolean): boolean {
  if (value.kind === 'lambda') {
    const { expr, scope } = value.origin;
    return expr.kind === 'lambda' && isYes(evaluator.evaluate({ expr: expr.body, scope }));
  }
  if (value.kind !== 'function') return false;
  const { returned, scope, calls } = value.func;
  const asks = calls.some(({ call }) => call.callee.kind === 'name' && call.callee.name === 'input');
  return !asks && returned.length > 0 && returned.every((expr) => isYes(evaluator.evaluate({ expr, scope })));
}

/** The dangerous calls of the tools of a file, once each, in this file or in the file of the tool's function. */
export function toolReaches(
  { tools, project }: ModuleFacts,
  kinds: ReadonlySet<Reach['sink']['kind']>,
): readonly { readonly tool: Tool; readonly reach: Reach }[] {
  return tools.flatMap((tool) =>
    tool.func === undefined
      ? []
      : project
          .reaches(tool.func)
          .filter(({ sink }) => kinds.has(sink.kind))
          .map((reach) => ({ tool, reach })),
  );
}

export function isLoopback(url: string): boolean {
  return /^\w+:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|host\.docker\.internal|[\w-]+)(?:[:/]|$)/i.test(
    url,
  );
}

/** Whether a function is one that a model may call. */
export function isToolFunction(func: FunctionInfo | undefined, { project }: ModuleFacts): boolean {
  return func !== undefined && project.isTool(func);
}
