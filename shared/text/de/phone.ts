import type { PhoneTexts } from '../en/phone';
import { phoneAppsDe } from './phone-apps';
import { phoneProblemsDe } from './phone-problems';
import { phoneTrustDe } from './phone-trust';

/** Every sentence of the pages that a phone sees while it is being connected, in German. */
export const phoneDe: PhoneTexts = {
  title: 'Latchkey',
  device: {
    iphone: 'iPhone',
    ipad: 'iPad',
    androidPhone: 'Android-Handy',
    androidTablet: 'Android-Tablet',
    windows: 'Windows-Computer',
    mac: 'Mac',
    chromebook: 'Chromebook',
    linux: 'Linux-Computer',
    other: 'Mein Gerät',
  },
  open: {
    heading: 'Dieses Gerät verbinden',
    lead: 'Ein Tippen gibt ihm einen eigenen Schlüssel zur KI zu Hause: ohne App, ohne Konto.',
    name: 'Wie heißt dieses Gerät?',
    nameHelp: 'Dieser Name erscheint in der Liste der Geräte am Computer.',
    nameMissing: 'Bitte einen Namen geben, damit sich die Geräte unterscheiden lassen.',
    connect: 'Verbinden',
    connecting: 'Wird verbunden',
    slow: 'Das dauert länger als gedacht. Die Seite versucht es weiter: bitte im WLAN des Computers bleiben, der den Code gezeigt hat.',
  },
  test: {
    heading: 'Ausprobieren',
    looking: 'Welche Modelle es gibt, wird gefragt',
    question: 'Etwas fragen',
    sample: 'Hallo! Erzähl mir in zwei Sätzen etwas Überraschendes über Kraken.',
    model: 'Modell',
    ask: 'Fragen',
    again: 'Noch einmal fragen',
    retry: 'Noch einmal versuchen',
    wait: (seconds) => `Wieder in ${seconds} s`,
    stop: 'Anhalten',
    asked: 'Abgeschickt. Das erste Wort lässt noch auf sich warten.',
    loading: 'Das Modell wird geladen. Die erste Antwort kann eine Minute dauern.',
    thinking: 'Das Modell denkt nach.',
    answering: 'Die Antwort kommt.',
    answer: 'Antwort',
    works: (model, time) => `Es klappt: ${model} hat in ${time} geantwortet`,
    empty:
      'Das Modell hat ohne ein Wort geantwortet. Vielleicht hilft eine andere Frage oder ein anderes Modell.',
    known: 'Es klappt: dieses Gerät ist bekannt',
    noChat: 'Ein Modell zum Chatten gibt es hier nicht. Dieses Gerät darf benutzen:',
    nothing: 'Dieser Schlüssel darf noch nichts benutzen. Am Computer lässt sich das ändern.',
  },
  key: {
    connected: 'Verbunden',
    connectedAs: (name) => `als ${name}`,
    heading: 'Der Schlüssel',
    shown:
      'Er steht nur hier, in diesem Tab: neu laden behält ihn, den Tab schließen vergisst ihn.',
    lost: 'Verloren? Dann am Computer einen neuen Code zeigen lassen.',
    until: (day) => `Er gilt bis ${day}.`,
    show: 'Schlüssel zeigen',
    hide: 'Schlüssel verbergen',
    services: 'Adressen der einzelnen Dienste',
  },
  apps: {
    heading: 'In Apps benutzen',
    here: {
      ios: 'Für iPhone und iPad',
      android: 'Für Android',
      computer: 'Für diesen Computer',
    },
    others: 'Für andere Geräte',
    programs: 'Für eigene Programme',
    search: 'App suchen',
    none: 'Eine App mit diesem Namen ist hier nicht bekannt. Hat sie ein Feld für eine „OpenAI compatible“-Adresse, dann klappt es so:',
    openIn: (app) => `In ${app} öffnen`,
    openHelp: 'Es passiert nichts? Dann den Schritten folgen.',
    byHand: 'Von Hand',
    menus: 'Die Menüs können in deiner Version etwas anders heißen.',
    secretLink:
      'Diese Adresse wie ein Passwort behandeln: wer sie hat, kann den Schlüssel benutzen.',
    pocketPal:
      'Auf dem iPhone nimmt PocketPal unterwegs nur eine https-Adresse, etwa die von Tailscale.',
    copied: 'Kopiert',
    copy: (thing) => `Kopieren: ${thing}`,
    byHandNow:
      'Dieser Browser lässt eine Seite nicht kopieren. Der Text ist markiert: bitte von Hand kopieren.',
    fields: {
      base: 'Adresse',
      openai: 'Adresse mit /v1',
      link: 'Adresse mit dem Schlüssel darin',
      key: 'Schlüssel',
      bearer: 'Header',
      bearerJson: 'Header',
      endpoint: 'Adresse',
      speak: 'Adresse',
      imagesAuth: 'API Auth',
      curl: 'curl',
      python: 'Python',
      javascript: 'JavaScript',
      claude: 'Claude Code',
    },
  },
  safe: {
    plain: 'Diese Verbindung ist nicht verschlüsselt: andere in diesem WLAN könnten mitlesen.',
    switchOn: 'Verschlüsselung einschalten',
    useHttps: 'Unten die https-Adresse verwenden',
    useHttpsHelp: 'Erst, wenn dieses Gerät dem Zertifikat vertraut.',
    tailscale: 'Unten steht die verschlüsselte Adresse deines Tailnets.',
    encrypted: 'Diese Verbindung ist verschlüsselt.',
  },
  gone: {
    used: {
      heading: 'Dieser Code wurde schon benutzt',
      text: 'Jeder Code verbindet genau ein Gerät, damit ihn niemand ein zweites Mal benutzen kann.',
    },
    expired: {
      heading: 'Dieser Code ist zu alt',
      text: 'Ein Code gilt nur wenige Minuten, damit ihn später niemand findet.',
    },
    device: {
      heading: 'Der Schlüssel ist nicht mehr hier',
      text: 'Ein Schlüssel bleibt nur in dem Tab, der ihn bekommen hat. Apps, die damit eingerichtet sind, laufen weiter.',
    },
    how: 'Einen neuen Code holen',
    steps: [
      'Am Computer Latchkey öffnen.',
      '„Gerät verbinden“ wählen.',
      'Den neuen Code mit diesem Gerät scannen.',
    ],
  },
  owner: {
    heading: 'Was sieht man am Computer?',
    sees: [
      'Wann dieses Gerät gefragt hat, und wie oft',
      'Welches Modell oder welcher Dienst geantwortet hat',
      'Wie viel es war, und was es gekostet hat',
    ],
    never: 'Nie, was geschrieben wurde, und nie, was geantwortet wurde.',
  },
  steps: phoneAppsDe,
  problems: phoneProblemsDe,
  trust: phoneTrustDe,
};
