import type { PhoneTexts } from '#shared/text/en/phone';
import type { Platform } from './device-kind';

type AppId = keyof PhoneTexts['steps'];

/** A value that a person carries into an app. */
export type AppField =
  | 'base'
  | 'openai'
  | 'link'
  | 'key'
  | 'bearer'
  | 'bearerJson'
  | 'endpoint'
  | 'speak'
  | 'imagesAuth'
  | 'curl'
  | 'python'
  | 'javascript'
  | 'claude';

export interface PhoneApp {
  readonly id: AppId;
  /** A brand is the same in every language; null for a group, whose name is among the texts. */
  readonly name: string | null;
  readonly platforms: readonly Platform[];
  /** Other apps that are set up the same way: they are found by their names. */
  readonly also?: readonly string[];
  /** What each step has to be copied for; as many entries as there are steps in the texts. */
  readonly steps: readonly (readonly AppField[])[];
  readonly import?: 'chatbox' | 'cherry';
}

const EVERYWHERE: readonly Platform[] = ['ios', 'android', 'computer'];

/** Every app that is known to work with the gateway, those that ask for least first. */
export const phoneApps: readonly PhoneApp[] = [
  {
    id: 'enchanted',
    name: 'Enchanted',
    platforms: ['ios', 'computer'],
    steps: [[], ['base'], ['key'], []],
  },
  {
    id: 'pocketpal',
    name: 'PocketPal',
    platforms: ['ios', 'android'],
    steps: [[], ['base'], ['key']],
  },
  {
    id: 'chatbox',
    name: 'Chatbox',
    platforms: EVERYWHERE,
    steps: [[], ['openai'], ['key']],
    import: 'chatbox',
  },
  {
    id: 'conduit',
    name: 'Conduit',
    platforms: ['ios', 'android'],
    steps: [[], ['base'], ['key']],
  },
  { id: 'maid', name: 'Maid', platforms: ['android'], steps: [[], ['openai'], ['key']] },
  { id: 'reins', name: 'Reins', platforms: EVERYWHERE, steps: [[], ['link'], []] },
  {
    id: 'ollamaApp',
    name: 'Ollama App',
    platforms: ['android', 'computer'],
    steps: [[], ['bearerJson'], ['base']],
  },
  {
    id: 'chatmcp',
    name: 'ChatMCP',
    platforms: EVERYWHERE,
    steps: [[], ['openai'], ['key']],
  },
  {
    id: 'shortcuts',
    name: 'Shortcuts',
    platforms: ['ios'],
    also: ['Kurzbefehle', 'Siri'],
    steps: [['speak'], ['key'], [], []],
  },
  {
    id: 'httpShortcuts',
    name: 'HTTP Shortcuts',
    platforms: ['android'],
    steps: [['endpoint'], ['key']],
  },
  { id: 'tasker', name: 'Tasker', platforms: ['android'], steps: [['endpoint'], ['bearer']] },
  {
    id: 'cherry',
    name: 'Cherry Studio',
    platforms: ['computer'],
    steps: [[], ['base'], ['key']],
    import: 'cherry',
  },
  {
    id: 'openWebUi',
    name: 'Open WebUI',
    platforms: ['computer'],
    steps: [[], ['base'], ['key'], ['imagesAuth']],
  },
  {
    id: 'homeAssistant',
    name: 'Home Assistant',
    platforms: ['computer'],
    steps: [[], ['base'], ['key'], ['link']],
  },
  { id: 'copilot', name: 'VS Code Copilot', platforms: ['computer'], steps: [[], ['link']] },
  { id: 'cline', name: 'Cline', platforms: ['computer'], steps: [[], ['openai'], ['key']] },
  {
    id: 'obsidian',
    name: 'Obsidian Copilot',
    platforms: EVERYWHERE,
    steps: [[], ['openai'], ['key'], []],
  },
  { id: 'librechat', name: 'LibreChat', platforms: ['computer'], steps: [['openai'], ['key'], []] },
  {
    id: 'typingmind',
    name: 'TypingMind',
    platforms: ['computer'],
    steps: [['endpoint'], ['bearer'], []],
  },
  {
    id: 'openai',
    name: null,
    platforms: EVERYWHERE,
    also: ['BoltAI', 'Msty', 'Raycast', 'Zed', 'Continue', 'n8n', 'OpenAI'],
    steps: [['openai'], ['key']],
  },
  {
    id: 'ollama',
    name: null,
    platforms: EVERYWHERE,
    also: ['Ollama'],
    steps: [['base'], ['key'], ['link']],
  },
];

/** For whoever writes programs: one piece of text each, ready to run. */
export const snippets = [
  { field: 'curl', name: 'curl' },
  { field: 'python', name: 'Python' },
  { field: 'javascript', name: 'JavaScript' },
  { field: 'claude', name: 'Claude Code' },
] as const satisfies readonly { field: AppField; name: string }[];
