import type { diagnosisEn, kindsEn, problemsEn } from '../en/findings';

/** What can be wrong with the gateway itself, in German. */
export const problemsDe: typeof problemsEn = {
  config_recovered: {
    title: 'Deine Einstellungen kamen aus der Sicherheitskopie zurück',
    help: 'Die Einstellungsdatei war beschädigt, deshalb gilt die Kopie von kurz davor. Sieh nach, ob deine letzte Änderung noch da ist.',
  },
  config_newer: {
    title: 'Die Einstellungen stammen von einem neueren Latchkey',
    help: 'Installiere die neueste Version von Latchkey. Nichts wurde geändert.',
  },
  config_unreadable: {
    title: 'Die Einstellungsdatei ist nicht lesbar',
    help: 'Nichts wurde überschrieben. Stelle die Datei aus einer Sicherung wieder her, oder räume sie weg, um neu anzufangen.',
  },
  record_unavailable: {
    title: 'Anfragen können nicht aufgezeichnet werden und warten deshalb',
    help: 'Meist ist die Festplatte voll. Schaffe etwas Platz: Latchkey macht dann von selbst weiter.',
  },
  port_taken: {
    title: 'Ein anderes Programm belegt den Port',
    help: 'Schließe dieses Programm oder wähle in den Einstellungen einen anderen Port.',
  },
  address_gone: {
    title: 'Eine der Adressen ist weg',
    help: 'Das Netzwerk wurde abgeschaltet oder hat sich geändert. Sobald es wieder da ist, geht es von selbst weiter.',
  },
  keychain_locked: {
    title: 'Der Schlüsselbund hat nicht geantwortet',
    help: 'Er ist gesperrt, oder dieser Computer hat keinen. Hier geht trotzdem alles. Um die Oberfläche im Browser zu öffnen, erstelle in den Einstellungen einen Einmalcode.',
  },
  ledger_recovered: {
    title: 'Die Nutzungsdaten waren beschädigt und wurden neu begonnen',
    help: 'Die beschädigte Datei liegt daneben im Datenordner. Schlüssel und Dienste sind nicht betroffen.',
  },
  record_unsure: {
    title: 'Vielleicht fehlt das Ende des Protokolls',
    help: 'Beim Start fehlte die Datei head.json des Protokolls. Wenn du sie nicht entfernt hast, finde heraus, wer es war: Zeilen über Änderungen und Ablehnungen könnten fehlen.',
  },
  no_admin_secret: {
    title: 'Es gibt noch kein Admin-Passwort',
    help: 'Starte einmal die Desktop-App, oder gib beim Start ohne Fenster ein Passwort an.',
  },
  tls_failed: {
    title: 'HTTPS funktioniert nicht',
    help: 'Geräte können sich weiterhin ohne HTTPS verbinden. Prüfe, ob der Datenordner beschreibbar ist und kein anderes Programm den Port belegt.',
  },
};

/** What a test of a service can find, in German. */
export const diagnosisDe: typeof diagnosisEn = {
  ok: { title: 'Es klappt', help: 'Der Dienst antwortet.' },
  refused: {
    title: 'Unter dieser Adresse antwortet nichts',
    help: 'Starte das Programm und teste dann noch einmal. Wenn es schon läuft, prüfe die Portnummer am Ende der Adresse.',
  },
  name_unknown: {
    title: 'Kein Computer mit diesem Namen gefunden',
    help: 'Prüfe die Schreibweise, oder nimm die Nummer des Computers, etwa 192.168.1.20.',
  },
  unreachable: {
    title: 'Dieser Computer ist nicht erreichbar',
    help: 'Sieh nach, ob er eingeschaltet und im selben Netz ist.',
  },
  timeout: {
    title: 'Es kam nicht rechtzeitig eine Antwort',
    help: 'Vielleicht startet das Programm noch, oder eine Firewall ist im Weg. Warte einen Moment und teste noch einmal.',
  },
  tls: {
    title: 'Die verschlüsselte Verbindung hat nicht geklappt',
    help: 'Nimm http:// statt https://, oder prüfe das Zertifikat des Dienstes.',
  },
  wrong_kind: {
    title: 'Etwas antwortet, aber es ist eine andere Art von Dienst',
    help: 'Wähle oben die richtige Art, oder prüfe die Portnummer am Ende der Adresse.',
  },
  needs_auth: {
    title: 'Der Dienst verlangt einen eigenen Schlüssel',
    help: 'Trage ihn unter „Schlüssel des Dienstes“ ein. Deine Geräte müssen ihn nicht kennen.',
  },
  error_status: {
    title: 'Der Dienst antwortet mit einem Fehler',
    help: 'Er läuft, aber in ihm stimmt etwas nicht. Sieh in seinem Fenster oder Protokoll nach.',
  },
  not_http: {
    title: 'Etwas antwortet, aber nicht wie ein Webdienst',
    help: 'Prüfe die Portnummer am Ende der Adresse.',
  },
};

/** The kinds of services: product names, and what they are for, in German. */
export const kindsDe: typeof kindsEn = {
  ollama: { name: 'Ollama', about: 'Chatmodelle' },
  'lm-studio': { name: 'LM Studio', about: 'Chatmodelle' },
  'llama-cpp': { name: 'llama.cpp', about: 'Chatmodelle' },
  vllm: { name: 'vLLM', about: 'Chatmodelle' },
  koboldcpp: { name: 'KoboldCpp', about: 'Chatmodelle' },
  'text-generation-webui': { name: 'text-generation-webui', about: 'Chatmodelle' },
  localai: { name: 'LocalAI', about: 'Chat, Bilder, Stimmen' },
  'open-webui': {
    name: 'Open WebUI',
    about: 'Seine Modelle; nimm besser das, was dahintersteht',
  },
  a1111: { name: 'Stable Diffusion', about: 'Bilder (A1111)' },
  comfyui: { name: 'ComfyUI', about: 'Bilder' },
  whisper: { name: 'Whisper', about: 'Sprache zu Text' },
  'whisper-cpp': { name: 'whisper.cpp', about: 'Sprache zu Text' },
  'whisper-asr': { name: 'Whisper ASR Webservice', about: 'Sprache zu Text' },
  tts: { name: 'Vorlesen', about: 'Stimmen' },
  openai: { name: 'OpenAI-kompatibel', about: 'Jeder solche Server' },
  http: { name: 'Beliebige HTTP-API', about: 'Alles andere' },
};
