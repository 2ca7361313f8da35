// What the file declares about agents and tools, ready to be asked: exactly for grants, by look-alike for restrictions.

import { type ActionType, DETECTOR_NAMES, type DetectorName } from '../../domain/index.ts';
import type { AgentSource, ToolSource } from '../schema/declaration-schema.ts';
import type { DetectorSource, OverrideSource, ThresholdSource } from '../schema/detection-schema.ts';
import { asList } from '../schema/strict.ts';
import { type CompiledNames, compileNames } from './compile-names.ts';
import type { Interned } from './intern.ts';
import { nameKeys } from './name-keys.ts';

export interface DeclaredAgent {
  readonly name: string;
  readonly role: string | undefined;
  readonly tools: CompiledNames;
  /** Undefined: any model. */
  readonly models: CompiledNames | undefined;
  readonly handsOffTo: CompiledNames;
  /** Lower case. */
  readonly code: ReadonlySet<string>;
}

interface DeclaredTool {
  readonly name: string;
  readonly category: string | undefined;
  readonly labels: readonly string[];
  /** Data that reaches it leaves the system. */
  readonly sink: boolean;
  readonly trust: 'trusted' | 'untrusted' | undefined;
  /** Names of the parameters that the declaration bounds. */
  readonly parameters: ReadonlySet<string>;
}

interface DeclaredDetector {
  readonly enabled: boolean;
  /** Undefined where the file says nothing about such actions. */
  readonly flagAt: (type: ActionType) => number | undefined;
  readonly onFailure: 'BLOCK' | 'LOG';
}

export interface Declarations {
  /** The detectors whose findings on its own calls an agent may set aside. By agent, byte-exact: trust is a grant. */
  readonly overrides: ReadonlyMap<string, ReadonlySet<DetectorName>>;
  readonly detectors: ReadonlyMap<DetectorName, DeclaredDetector>;
  readonly agents: ReadonlyMap<string, DeclaredAgent>;
  readonly tools: ReadonlyMap<string, DeclaredTool>;
  /** Declared tools that `name` looks like. */
  readonly toolsLike: (name: string) => readonly DeclaredTool[];
}

export interface DeclarationSource {
  readonly agents?: Readonly<Record<string, AgentSource | null>> | undefined;
  readonly tools?: Readonly<Record<string, ToolSource | null>> | undefined;
  readonly detectors?: Readonly<Partial<Record<DetectorName, DetectorSource | null>>> | undefined;
  readonly overrides?: readonly OverrideSource[] | null | undefined;
}

/** Compiles the `agents:` and `tools:` sections. Grants in them compare byte-exact. */
export function compileDeclarations(document: DeclarationSource, interned: Interned): Declarations {
  const names = (list: readonly string[] | undefined) => compileNames(list ?? [], 'grant', interned);
  const agents = new Map<string, DeclaredAgent>();
  for (const [name, source] of Object.entries(document.agents ?? {})) {
    agents.set(name, {
      name,
      role: source?.role,
      tools: names(source?.tools),
      models: source?.models === undefined ? undefined : names(source.models),
      handsOffTo: names(source?.hands_off_to),
      code: new Set(source?.code?.map((language) => language.toLowerCase())),
    });
  }
  const tools = new Map<string, DeclaredTool>();
  for (const [name, source] of Object.entries(document.tools ?? {})) {
    tools.set(name, {
      name,
      category: source?.category,
      labels: asList(source?.labels ?? []),
      sink: source?.sink ?? false,
      trust: source?.trust,
      parameters: new Set(Object.keys(source?.parameters ?? {})),
    });
  }
  return {
    agents,
    tools,
    toolsLike: lookAlikes(tools),
    detectors: compileDetectors(document.detectors ?? {}),
    overrides: compileOverrides(document.overrides ?? []),
  };
}

function compileDetectors(
  sections: NonNullable<DeclarationSource['detectors']>,
): ReadonlyMap<DetectorName, DeclaredDetector> {
  const detectors = new Map<DetectorName, DeclaredDetector>();
  for (const name of DETECTOR_NAMES) {
    if (!Object.hasOwn(sections, name)) continue;
    const source = sections[name];
    detectors.set(name, {
      enabled: source?.enabled ?? true,
      flagAt: thresholdOf(source?.flag_at),
      onFailure: source?.on_failure ?? 'BLOCK',
    });
  }
  return detectors;
}

function thresholdOf(source: ThresholdSource | undefined): (type: ActionType) => number | undefined {
  return (type) => (typeof source === 'object' ? source[type] : source);
}

function compileOverrides(
  sources: readonly OverrideSource[],
): ReadonlyMap<string, ReadonlySet<DetectorName>> {
  const trusted = new Map<string, ReadonlySet<DetectorName>>();
  for (const { agent, may_override } of sources) {
    trusted.set(agent, new Set([...(trusted.get(agent) ?? []), ...may_override]));
  }
  return trusted;
}

function lookAlikes(tools: ReadonlyMap<string, DeclaredTool>): (name: string) => readonly DeclaredTool[] {
  const byKey = new Map<string, DeclaredTool[]>();
  for (const tool of tools.values()) {
    for (const key of nameKeys(tool.name)) byKey.set(key, [...(byKey.get(key) ?? []), tool]);
  }
  return (name) => {
    const exact = tools.get(name);
    if (exact !== undefined) return [exact];
    return [...new Set(nameKeys(name).flatMap((key) => byKey.get(key) ?? []))];
  };
}
