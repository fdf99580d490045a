import type { welcomeEn } from '../en/welcome';

/** The first run, in German. */
export const welcomeDe: typeof welcomeEn = {
  title: 'Willkommen',
  progress: (step, of) => `${step} von ${of}`,
  later: 'Später',
  back: 'Zurück',
  next: 'Weiter',
  finish: 'Fertig',
  services: {
    title: 'Was läuft hier?',
    leadNone: 'Latchkey setzt ein Schloss vor die KI-Programme dieses Computers.',
    lead: 'Latchkey setzt ein Schloss vor die KI-Programme dieses Computers. Nimm das Häkchen bei dem weg, was Geräte nicht nutzen sollen.',
    looking: 'KI-Programme auf diesem Computer werden gesucht',
    found: (count) =>
      count === 1 ? 'Ein Programm wurde gefunden' : `${count} Programme wurden gefunden`,
    none: 'Noch läuft kein KI-Programm',
    noneHelp:
      'Gesucht wurde nach Ollama, LM Studio, llama.cpp, vLLM, KoboldCpp, text-generation-webui, LocalAI, Jan, Stable Diffusion, ComfyUI, Whisper und Sprachservern. Starte eines davon und suche noch einmal.',
    again: 'Noch einmal suchen',
    ollama: 'Ollama holen und starten',
    lmStudio: 'Den Server von LM Studio einschalten',
    byHand: 'Eine Adresse von Hand eintragen',
    kind: 'Programm',
    name: 'Name',
    url: 'Adresse',
    addressOf: (label) => `${label} unter`,
    add: 'Hinzufügen',
    without: 'Ohne weitermachen',
    added: 'Hinzugefügt',
    models: (names, more) => (more > 0 ? `${names} und ${more} weitere` : names),
    ownKey: 'Eigener Schlüssel',
    ownKeyHelp:
      'Dieses Programm verlangt einen Schlüssel. Füge ihn hier ein, oder später unter „Dienste“.',
    existing: (count) =>
      count === 1 ? 'Ein Dienst ist schon da.' : `${count} Dienste sind schon da.`,
  },
  ways: {
    title: 'Welche Geräte dürfen sich verbinden?',
    lead: 'Noch ist nichts offen. Jedes Gerät braucht außerdem einen Schlüssel, woher es auch kommt.',
    pick: 'Woher die Geräte kommen',
    here: 'Nur dieser Computer',
    hereAbout: 'Für Apps auf genau diesem Computer. Für kein Netz wird etwas geöffnet.',
    lanAbout:
      'Handys, Tablets und Computer zu Hause. Einfaches http: Anfragen sind nicht verschlüsselt, also nur, wo du allen im WLAN vertraust.',
    tailscaleAbout:
      'Deine eigenen Geräte mit der Tailscale-App, zu Hause oder unterwegs. Alles ist verschlüsselt.',
    recommended: 'Empfohlen',
    safest: 'Am sichersten',
    several: 'Dieser Computer ist in mehreren Netzen. Wähle das, in dem auch das Handy ist.',
    none: 'Kein Heimnetz gefunden. Verbinde diesen Computer mit dem WLAN, oder mache nur mit diesem Computer weiter.',
    noTailscale:
      'Tailscale ist auf diesem Computer nicht verbunden. Damit könnte sich das Handy auch von unterwegs verbinden; wie das geht, steht jederzeit auf der Seite „Netzwerk“.',
    opening: 'Wird geöffnet und geprüft',
    portTaken: 'Dort ist schon ein anderes Programm',
    portTakenHelp:
      'Beende dieses Programm und versuche es noch einmal, oder gib Latchkey einen anderen Port.',
    otherPort: (port) => `Port ${port} nehmen`,
    portSaved: (port) => `Port ${port} gilt ab dem nächsten Start von Latchkey.`,
    restarting: 'Latchkey startet mit dem anderen Port neu',
    settings: 'Zu den Einstellungen',
    gone: 'Die Adresse ist weg',
    goneHelp: 'Steckt das Kabel, ist das WLAN an? Dann noch einmal, oder wähle eine andere.',
    failed: 'Diese Adresse ließ sich nicht öffnen',
    silent: 'Offen, aber es antwortet nichts',
    silentHelp:
      'Vielleicht ist eine Firewall auf diesem Computer im Weg. Lass Latchkey durch und versuche es noch einmal.',
  },
  phone: {
    title: 'Das Handy davorhalten',
    lead: 'Es öffnet eine Seite, bekommt einen eigenen Schlüssel und kann gleich fragen. Nichts zu installieren, nichts zu tippen.',
    instead: 'Kein Handy da? Stattdessen einen Schlüssel für eine App erstellen',
  },
  app: {
    title: 'Ein Schlüssel für eine App auf diesem Computer',
    lead: 'Trage Adresse und Schlüssel in die App ein. Der Schlüssel lässt sich jederzeit beenden.',
    name: 'Name der App',
    nameHelp: 'Damit sie später wiederzuerkennen ist',
    nameUsual: 'Meine App',
    make: 'Schlüssel erstellen',
    once: 'Der Schlüssel wird nur dieses eine Mal gezeigt. Kopiere ihn jetzt.',
    key: 'Schlüssel',
    address: 'Adresse',
    addressHelp: 'Mit /v1 für OpenAI-Apps, ohne für Ollama-Apps',
  },
  card: {
    title: 'Einrichten abschließen',
    help: (left) =>
      left === 1
        ? 'Noch ein Schritt bis zur ersten Antwort.'
        : `Noch ${left} Schritte bis zur ersten Antwort.`,
    service: 'Ein KI-Programm ist hinzugefügt',
    connect: 'Geräte dürfen sich verbinden',
    key: 'Ein Gerät hat seinen Schlüssel',
    done: 'Fertig',
    todo: 'Noch nicht',
    resume: 'Weiter',
    localOnly: 'Nur für diesen Computer',
  },
};
