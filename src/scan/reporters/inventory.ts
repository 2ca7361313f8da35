// The inventory for programs.

import type { JsonObject } from '../../domain/index.ts';
import type { Inventory } from '../report/inventory.ts';

/** One document with the names of the other JSON reports. */
export function inventoryAsJson(inventory: Inventory): JsonObject {
  return {
    agents: inventory.agents.map(({ handsOffTo, mayWriteCode, tools, models, ...agent }) => ({
      ...agent,
      tools: [...tools],
      models: [...models],
      hands_off_to: [...handsOffTo],
      may_write_code: mayWriteCode,
    })),
    tools: inventory.tools.map(({ parameters, ...tool }) => ({ ...tool, parameters: [...parameters] })),
    models: itemsOf(inventory, 'model'),
    executors: itemsOf(inventory, 'executor'),
    mcp_servers: itemsOf(inventory, 'mcp_server'),
    conversations: inventory.conversations.map(({ participants, ...conversation }) => ({
      ...conversation,
      participants: [...participants],
    })),
  };
}

function itemsOf({ items }: Inventory, kind: Inventory['items'][number]['kind']): JsonObject[] {
  return items.filter((item) => item.kind === kind).map(({ name, file, line }) => ({ name, file, line }));
}
