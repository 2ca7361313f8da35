// Containers of executors that mount the host, share its network, or run with its rights.

import { type Arguments, argumentsOf, type Given } from '../../facts/arguments.ts';
import type { ModuleFacts } from '../../facts/facts.ts';
import { unscopedPath } from '../../facts/work-dir.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText, optionsOf, textsOf, truthOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const containerOpensHost: Rule = {
  id: 'SP206',
  slug: 'container-opens-host',
  family: 'exec-unscoped-workdir',
  title: 'A container is given the host',
  why: 'A container that holds the root of the host, its home or the docker socket protects nothing.',
  fix: 'Mount the one directory that the code needs, and no socket.',
  severity: 'critical',
  ...IDS.directory,
  check: ({ executors, agents, evaluator }) =>
    [...executors.map(({ site }) => argumentsOf(site, evaluator)), ...agents.map(({ args }) => args)].flatMap(
      (args) => [
        ...mounts(args.get('bind_dir'), evaluator),
        ...mounts(args.get('extra_volumes') ?? args.get('volumes'), evaluator),
        ...rights(args),
      ],
    ),
};
/** Paths of the host among the texts of an argument. */
function mounts(given: Given | undefined, evaluator: ModuleFacts['evaluator']): readonly Objection[] {
  if (given === undefined) return [];
  const paths = optionsOf(given.value).flatMap((option) =>
    option.kind === 'dict'
      ? [...option.slots.keys()]
      : option.kind === 'list'
        ? option.items.flatMap((item) =>
            textsOf(evaluator.evaluate(item)).map((text) => text.split(':')[0] ?? ''),
          )
        : textsOf(option),
  );
  const opened = paths.find((path) => path.endsWith('docker.sock') || unscopedPath(path) !== undefined);
  return opened === undefined
    ? []
    : [
        {
          at: given.at,
          message: 'the container mounts a sensitive part of the host',
          confidence: 'high',
        },
      ];
}

function rights(args: Arguments): readonly Objection[] {
  const found: Objection[] = [];
  const network = args.get('network_mode') ?? args.get('network');
  if (network !== undefined && knownText(network.value) === 'host')
    found.push({
      at: network.at,
      message: 'the container shares the network of the host',
      confidence: 'high',
    });
  const privileged = args.get('privileged');
  if (privileged !== undefined && truthOf(privileged.value) === true)
    found.push({ at: privileged.at, message: 'the container is privileged', confidence: 'high' });
  return found;
}
