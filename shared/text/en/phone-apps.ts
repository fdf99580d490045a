/** How the gateway is set up in each app, step by step, in English. Menus are named as the apps name them. */
export const phoneAppsEn = {
  enchanted: {
    steps: [
      'Open Settings in Enchanted.',
      'Paste this under “Ollama server URI”.',
      'Paste the key under “Bearer Token”.',
      'Save, and allow “Local Network” when you are asked.',
    ],
  },
  pocketpal: {
    steps: [
      'Models, then the plus sign, then “Add remote server”.',
      'Paste this as the URL, without /v1.',
      'Paste the key as the API key.',
    ],
  },
  chatbox: {
    steps: [
      'Settings, Model Provider, Add, “OpenAI API Compatible”. Not “Ollama”: that one sends a key of its own.',
      'Paste this as the API host.',
      'Paste the key as the API key.',
    ],
  },
  conduit: {
    steps: [
      'Choose a direct connection, then Ollama.',
      'Paste this as the address.',
      'Paste the key as the API key.',
    ],
  },
  maid: {
    steps: [
      'Settings, then OpenAI as the provider.',
      'Paste this as the base URL.',
      'Paste the key as the API key.',
    ],
  },
  reins: {
    steps: [
      'Open Settings. Reins cannot send a key, so it is part of the address.',
      'Paste this as the server address.',
      'Tap Connect.',
    ],
  },
  ollamaApp: {
    steps: [
      'Open Settings and find Host.',
      'Tap the plus sign beside it and paste this as the headers.',
      'Paste this as the host and tap the tick.',
    ],
  },
  chatmcp: {
    steps: [
      'Settings, then OpenAI.',
      'Paste this as the API endpoint.',
      'Paste the key as the API key.',
    ],
  },
  shortcuts: {
    steps: [
      'New shortcut, “Get Contents of URL”, and paste this address. It needs a text-to-speech service.',
      'Method POST. Add a header X-API-Key with the key.',
      'Request body JSON, with the fields “text” and “voice”.',
      'Add “Play Sound” behind it.',
    ],
  },
  httpShortcuts: {
    steps: [
      'New shortcut, method POST, and paste this address.',
      'Authentication: Bearer, and paste the key.',
    ],
  },
  tasker: {
    steps: ['Action “HTTP Request”, method POST, this as the URL.', 'Paste this under Headers.'],
  },
  cherry: {
    steps: [
      'Settings, Model Provider, Add, type OpenAI.',
      'Paste this as the API host.',
      'Paste the key as the API key.',
    ],
  },
  openWebUi: {
    steps: [
      'Admin panel, Settings, Connections, Ollama: add one.',
      'Paste this as the URL.',
      'Paste the key as the key.',
      'Pictures too? Under Images choose Automatic1111 with the address of your image service, and this as the API auth.',
    ],
  },
  homeAssistant: {
    steps: [
      'Settings, Devices & services, Add integration, Ollama.',
      'Paste this as the URL.',
      'Paste the key as the API key.',
      'Your version has no field for a key? Then use this as the URL.',
    ],
  },
  copilot: {
    steps: [
      'Manage models, then Ollama. It cannot send a key, so it is part of the address.',
      'Paste this as the URL.',
    ],
  },
  cline: {
    steps: [
      'API provider “OpenAI Compatible”.',
      'Paste this as the base URL.',
      'Paste the key as the API key.',
    ],
  },
  obsidian: {
    steps: [
      'Settings, Copilot, Model, Add model, provider “OpenAI Format”.',
      'Paste this as the base URL.',
      'Paste the key as the API key.',
      'On a phone, switch on “Enable CORS”.',
    ],
  },
  librechat: {
    steps: [
      'In librechat.yaml, a custom endpoint with this as baseURL.',
      'And this as apiKey.',
      'Give it any name that does not begin with “ollama”.',
    ],
  },
  typingmind: {
    steps: [
      'Add a custom model with this as the endpoint.',
      'Add this as a header.',
      'When the browser asks for devices on your network, choose Allow. The Mac app needs the https address.',
    ],
  },
  openai: {
    name: 'Other apps: “OpenAI compatible”',
    steps: ['Paste this as the base URL, API host or endpoint.', 'Paste the key as the API key.'],
  },
  ollama: {
    name: 'Other apps: “Ollama”',
    steps: [
      'Paste this as the server or host.',
      'Paste the key as the API key or Bearer token.',
      'No field for a key? Then use this as the server.',
    ],
  },
};
