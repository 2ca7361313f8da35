// Which class or function of which agent library a dotted name means, and what its defaults are.

export type Library = 'autogen-0.2' | 'autogen-0.4' | 'ag2-1.0' | 'agent-framework';

const ROOTS: readonly (readonly [RegExp, Library])[] = [
  [
    /^(?:autogen_agentchat|autogen_core|autogen_ext|autogenstudio|magentic_ui|autogen_magentic_one)(?:\.|$)/,
    'autogen-0.4',
  ],
  [/^(?:autogen\.beta|ag2)(?:\.|$)/, 'ag2-1.0'],
  [/^(?:autogen|pyautogen|flaml\.autogen)(?:\.|$)/, 'autogen-0.2'],
  [/^agent_framework\w*(?:\.|$)/, 'agent-framework'],
];

/** The library that a dotted name belongs to, by its root. */
export function libraryOf(dotted: string): Library | undefined {
  return ROOTS.find(([root]) => root.test(dotted))?.[1];
}

export function lastName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

export type HumanMode = 'ALWAYS' | 'NEVER' | 'TERMINATE';

/** Defaults of the agents of AutoGen 0.2 and AG2 0.x, from the libraries' code (0.2.20 and later). */
export interface ClassicDefaults {
  readonly executes: boolean;
  readonly human: HumanMode;
}

const USER_PROXY: ClassicDefaults = { executes: true, human: 'ALWAYS' };
const ASSISTANT: ClassicDefaults = { executes: false, human: 'NEVER' };

export const CLASSIC_AGENTS: ReadonlyMap<string, ClassicDefaults> = new Map([
  ['ConversableAgent', { executes: false, human: 'TERMINATE' }],
  ['UserProxyAgent', USER_PROXY],
  ['RetrieveUserProxyAgent', USER_PROXY],
  ['QdrantRetrieveUserProxyAgent', USER_PROXY],
  ['MathUserProxyAgent', { executes: true, human: 'NEVER' }],
  ['AssistantAgent', ASSISTANT],
  ['GroupChatManager', ASSISTANT],
  ['RetrieveAssistantAgent', ASSISTANT],
  ['MultimodalConversableAgent', ASSISTANT],
  ['LLaVAAgent', ASSISTANT],
  ['GPTAssistantAgent', ASSISTANT],
  ['TextAnalyzerAgent', ASSISTANT],
  ['TeachableAgent', ASSISTANT],
  ['CompressibleAgent', ASSISTANT],
  ['SocietyOfMindAgent', ASSISTANT],
  ['WebSurferAgent', ASSISTANT],
  ['CaptainAgent', ASSISTANT],
  ['ReasoningAgent', ASSISTANT],
  ['DeepResearchAgent', ASSISTANT],
  ['SwarmAgent', ASSISTANT],
  ['RealtimeAgent', ASSISTANT],
]);

export const MODERN_AGENTS: ReadonlySet<string> = new Set([
  'AssistantAgent',
  'CodeExecutorAgent',
  'UserProxyAgent',
  'MultimodalWebSurfer',
  'FileSurfer',
  'VideoSurfer',
  'OpenAIAgent',
  'OpenAIAssistantAgent',
  'SocietyOfMindAgent',
  'MagenticOneCoderAgent',
  'MessageFilterAgent',
  'Agent',
  'ChatAgent',
  'ConversableAgent',
  'RoutedAgent',
]);

export interface TeamDefaults {
  /** Turns after which the team stops when nobody says a bound. */
  readonly turns: number | undefined;
}

export const TEAMS: ReadonlyMap<string, TeamDefaults> = new Map([
  ['RoundRobinGroupChat', { turns: undefined }],
  ['SelectorGroupChat', { turns: undefined }],
  ['Swarm', { turns: undefined }],
  ['GraphFlow', { turns: 1_000 }],
  ['MagenticOneGroupChat', { turns: 20 }],
  ['MagenticOne', { turns: 20 }],
]);

/** Where code runs: on the host with the rights of the process, in a container, or at a service. */
export type Ground = 'host' | 'container' | 'service';

export const EXECUTORS: ReadonlyMap<string, Ground> = new Map<string, Ground>([
  ['LocalCommandLineCodeExecutor', 'host'],
  ['LocalJupyterServer', 'host'],
  ['JupyterCodeExecutor', 'host'],
  ['EmbeddedIPythonCodeExecutor', 'host'],
  ['LocalEnvironment', 'host'],
  ['SystemPythonEnvironment', 'host'],
  ['VenvPythonEnvironment', 'host'],
  ['WorkingDirectory', 'host'],
  ['DockerCommandLineCodeExecutor', 'container'],
  ['DockerJupyterServer', 'container'],
  ['DockerJupyterCodeExecutor', 'container'],
  ['DockerPythonEnvironment', 'container'],
  ['DockerEnvironment', 'container'],
  ['PodCommandLineCodeExecutor', 'container'],
  ['DaytonaCodeExecutor', 'service'],
  ['DaytonaEnvironment', 'service'],
  ['YepCodeCodeExecutor', 'service'],
  ['RemyxCodeExecutor', 'service'],
  ['ACADynamicSessionsCodeExecutor', 'service'],
  ['AzureContainerCodeExecutor', 'service'],
  ['ContainerizedCodeExecutor', 'container'],
]);

/** The names under which AutoGen 0.2 makes an executor from a text. */
export const EXECUTOR_WORDS: ReadonlyMap<string, Ground> = new Map<string, Ground>([
  ['commandline-local', 'host'],
  ['ipython-embedded', 'host'],
  ['commandline-docker', 'container'],
]);
