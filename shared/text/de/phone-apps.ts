import type { phoneAppsEn } from '../en/phone-apps';

/** How the gateway is set up in each app, step by step, in German. Menus are named as the apps name them. */
export const phoneAppsDe: typeof phoneAppsEn = {
  enchanted: {
    steps: [
      'In Enchanted die Einstellungen (Settings) öffnen.',
      'Das hier bei „Ollama server URI“ einfügen.',
      'Den Schlüssel bei „Bearer Token“ einfügen.',
      'Speichern, und „Lokales Netzwerk“ erlauben, wenn danach gefragt wird.',
    ],
  },
  pocketpal: {
    steps: [
      '„Models“, dann das Plus, dann „Add remote server“.',
      'Das hier als URL einfügen, ohne /v1.',
      'Den Schlüssel als „API key“ einfügen.',
    ],
  },
  chatbox: {
    steps: [
      'Einstellungen, Modellanbieter, Hinzufügen, „OpenAI API Compatible“. Nicht „Ollama“: das schickt einen eigenen Schlüssel.',
      'Das hier als API-Host einfügen.',
      'Den Schlüssel als API-Schlüssel einfügen.',
    ],
  },
  conduit: {
    steps: [
      'Eine direkte Verbindung wählen, dann Ollama.',
      'Das hier als Adresse einfügen.',
      'Den Schlüssel als „API key“ einfügen.',
    ],
  },
  maid: {
    steps: [
      'Einstellungen, dann OpenAI als Anbieter.',
      'Das hier als „Base URL“ einfügen.',
      'Den Schlüssel als „API key“ einfügen.',
    ],
  },
  reins: {
    steps: [
      'Die Einstellungen öffnen. Reins kann keinen Schlüssel schicken, deshalb steckt er in der Adresse.',
      'Das hier als „Server address“ einfügen.',
      'Auf „Connect“ tippen.',
    ],
  },
  ollamaApp: {
    steps: [
      'Die Einstellungen öffnen und „Host“ suchen.',
      'Auf das Plus daneben tippen und das hier als Header einfügen.',
      'Das hier als Host einfügen und auf den Haken tippen.',
    ],
  },
  chatmcp: {
    steps: [
      'Einstellungen, dann OpenAI.',
      'Das hier als „API endpoint“ einfügen.',
      'Den Schlüssel als „API key“ einfügen.',
    ],
  },
  shortcuts: {
    steps: [
      'Neuer Kurzbefehl, „Inhalte von URL abrufen“, und diese Adresse einfügen. Dafür braucht es einen Dienst, der Text vorliest.',
      'Methode POST. Einen Header X-API-Key mit dem Schlüssel hinzufügen.',
      'Anfragetext JSON, mit den Feldern „text“ und „voice“.',
      'Dahinter „Ton wiedergeben“ einfügen.',
    ],
  },
  httpShortcuts: {
    steps: [
      'Neuer Shortcut, Methode POST, und diese Adresse einfügen.',
      'Authentifizierung: Bearer, und den Schlüssel einfügen.',
    ],
  },
  tasker: {
    steps: [
      'Aktion „HTTP Request“, Methode POST, das hier als URL.',
      'Das hier bei „Headers“ einfügen.',
    ],
  },
  cherry: {
    steps: [
      'Einstellungen, Modellanbieter, Hinzufügen, Typ OpenAI.',
      'Das hier als API-Host einfügen.',
      'Den Schlüssel als API-Schlüssel einfügen.',
    ],
  },
  openWebUi: {
    steps: [
      'Administrationsbereich, Einstellungen, Verbindungen, Ollama: eine hinzufügen.',
      'Das hier als URL einfügen.',
      'Den Schlüssel als Schlüssel einfügen.',
      'Auch Bilder? Unter „Bilder“ Automatic1111 mit der Adresse des Bilderdienstes wählen, und das hier als „API Auth“.',
    ],
  },
  homeAssistant: {
    steps: [
      'Einstellungen, Geräte & Dienste, Integration hinzufügen, Ollama.',
      'Das hier als URL einfügen.',
      'Den Schlüssel als API-Schlüssel einfügen.',
      'Kein Feld für einen Schlüssel? Dann das hier als URL nehmen.',
    ],
  },
  copilot: {
    steps: [
      '„Manage models“, dann Ollama. Es kann keinen Schlüssel schicken, deshalb steckt er in der Adresse.',
      'Das hier als URL einfügen.',
    ],
  },
  cline: {
    steps: [
      'Als „API provider“ „OpenAI Compatible“ wählen.',
      'Das hier als „Base URL“ einfügen.',
      'Den Schlüssel als „API key“ einfügen.',
    ],
  },
  obsidian: {
    steps: [
      'Einstellungen, Copilot, Model, „Add model“, Anbieter „OpenAI Format“.',
      'Das hier als „Base URL“ einfügen.',
      'Den Schlüssel als „API key“ einfügen.',
      'Auf dem Handy „Enable CORS“ einschalten.',
    ],
  },
  librechat: {
    steps: [
      'In librechat.yaml ein „custom endpoint“ mit dem hier als baseURL.',
      'Und dem hier als apiKey.',
      'Mit einem Namen, der nicht mit „ollama“ anfängt.',
    ],
  },
  typingmind: {
    steps: [
      'Ein eigenes Modell hinzufügen, mit dem hier als „Endpoint“.',
      'Das hier als Header hinzufügen.',
      'Fragt der Browser nach Geräten im Netzwerk, „Zulassen“ wählen. Die Mac-App braucht die https-Adresse.',
    ],
  },
  openai: {
    name: 'Andere Apps: „OpenAI compatible“',
    steps: [
      'Das hier als „Base URL“, „API host“ oder „Endpoint“ einfügen.',
      'Den Schlüssel als „API key“ einfügen.',
    ],
  },
  ollama: {
    name: 'Andere Apps: „Ollama“',
    steps: [
      'Das hier als Server oder Host einfügen.',
      'Den Schlüssel als „API key“ oder „Bearer token“ einfügen.',
      'Kein Feld für einen Schlüssel? Dann das hier als Server nehmen.',
    ],
  },
};
