// What a project is made of, as far as its code says: agents, tools, models, executors, and who talks to whom.

export interface InventoryAgent {
  readonly name: string;
  /** The class, e.g. `autogen.UserProxyAgent`. */
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly tools: readonly string[];
  readonly handsOffTo: readonly string[];
  readonly models: readonly string[];
  /** Whether it runs code that others write, and where. */
  readonly executes: 'no' | 'container' | 'host' | 'unknown';
  /** Whether its replies can reach an executor. */
  readonly mayWriteCode: boolean;
}

export interface InventoryTool {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly parameters: readonly string[];
}

export interface InventoryItem {
  readonly kind: 'model' | 'executor' | 'mcp_server';
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface InventoryConversation {
  readonly kind: string;
  /** Names of agents; the first one begins. */
  readonly participants: readonly string[];
  readonly bounded: boolean;
  readonly file: string;
  readonly line: number;
}

export interface Inventory {
  readonly agents: readonly InventoryAgent[];
  readonly tools: readonly InventoryTool[];
  readonly items: readonly InventoryItem[];
  readonly conversations: readonly InventoryConversation[];
}
