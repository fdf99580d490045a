import type { ErrorCode } from '#shared/contract/errors';
import type { ErrorText } from '../error-text';
import { callerErrorsDe } from './caller-errors';
import { ruleErrorsDe } from './rule-errors';

/** What the owner reads for each code, in German: what happened, and what to do. */
export const errorsDe: Record<ErrorCode, ErrorText> = {
  SERVICE_UNKNOWN: {
    title: 'Diesen Dienst gibt es nicht',
    help: 'Prüfe die Adresse in der App: Der Pfad jedes Dienstes steht unter „Dienste“.',
  },
  MODEL_UNKNOWN: {
    title: 'Dieses Modell gibt es hier nicht',
    help: 'Die App wollte ein Modell, das keiner der Dienste hat. „Testen“ unter „Dienste“ zeigt, welche es gibt.',
  },
  SERVICE_NONE: {
    title: 'Für diese Art von Anfrage ist kein Dienst eingerichtet',
    help: 'Füge unter „Dienste“ einen hinzu oder mache einen zum Standard.',
  },
  UPSTREAM_DOWN: {
    title: 'Das KI-Programm war nicht erreichbar',
    help: 'Starte es und teste es dann unter „Dienste“.',
  },
  UPSTREAM_BROKEN: {
    title: 'Das KI-Programm hat eine kaputte Antwort gesendet',
    help: 'Starte das Programm neu. Wenn es so bleibt, prüfe seine Adresse unter „Dienste“.',
  },
  UPSTREAM_UNREADABLE: {
    title: 'Die Antwort des KI-Programms war nicht zu verstehen',
    help: 'Seine eigenen Worte stehen in der Meldung. Wenn keine da sind, aktualisiere das Programm oder prüfe seine Art unter „Dienste“.',
  },
  UPSTREAM_TIMEOUT: {
    title: 'Das KI-Programm hat nicht rechtzeitig geantwortet',
    help: 'Vielleicht lädt es gerade ein Modell. Versuche es in einer Minute wieder oder nimm ein kleineres Modell.',
  },
  OPERATION_UNKNOWN: {
    title: 'Dieses Gateway kennt diese Aktion nicht',
    help: 'Fenster und Gateway haben verschiedene Versionen. Lade diese Seite neu.',
  },
  INPUT_INVALID: {
    title: 'Einige Angaben fehlen oder stimmen nicht',
    help: 'Prüfe die markierten Felder und versuche es noch einmal.',
  },
  KEY_UNKNOWN: {
    title: 'Dieser Schlüssel steht nicht mehr auf der Liste',
    help: 'Jemand hat ihn inzwischen entfernt. Die Liste wurde neu gelesen.',
  },
  PAIRING_UNKNOWN: {
    title: 'Diese Kopplung gibt es nicht',
    help: 'Sie wurde abgebrochen oder vergessen. Zeige einen neuen QR-Code.',
  },
  PAIRING_USED: {
    title: 'Dieser QR-Code wurde schon benutzt',
    help: 'Jeder gilt nur für ein Gerät. Zeige einen neuen QR-Code.',
  },
  PAIRING_EXPIRED: {
    title: 'Dieser QR-Code gilt nicht mehr',
    help: 'Er gilt drei Minuten lang. Zeige einen neuen QR-Code.',
  },
  THREAT_UNKNOWN: {
    title: 'Diese Warnung steht nicht mehr auf der Liste',
    help: 'Nur die letzten 500 Warnungen bleiben erhalten. Lade diese Seite neu.',
  },
  BAN_UNKNOWN: {
    title: 'Diese Adresse ist nicht mehr gesperrt',
    help: 'Die Sperre ist inzwischen abgelaufen, oder jemand hat sie aufgehoben. Lade diese Seite neu.',
  },
  RAISE_UNKNOWN: {
    title: 'Es gibt nichts zurückzunehmen',
    help: 'Das Mehr ist inzwischen zu Ende, oder jemand hat es zurückgenommen. Lade diese Seite neu.',
  },
  CYCLE_UNKNOWN: {
    title: 'Diesen Abrechnungszeitraum gibt es nicht',
    help: 'Die Liste zeigt, welche es gibt. Lade diese Seite neu.',
  },
  PERSON_UNKNOWN: {
    title: 'Diese Person steht nicht mehr auf der Liste',
    help: 'Jemand hat sie inzwischen entfernt. Lade diese Seite neu.',
  },
  NAME_TAKEN: {
    title: 'Dieser Name ist schon vergeben',
    help: 'Wähle einen anderen.',
  },
  ADDRESS_TAKEN: {
    title: 'Diese Adresse hat schon ein anderer Dienst',
    help: 'Ändere lieber den. Zwei Dienste für ein Programm sind sinnvoll, wenn sie verschieden eingestellt sind.',
  },
  TARGET_NOT_ALLOWED: {
    title: 'Diese Adresse ist nicht möglich',
    help: 'Sie muss mit http:// oder https:// beginnen und darf nicht Latchkey selbst sein.',
  },
  INTERFACE_UNKNOWN: {
    title: 'Dieses Netzwerk ist weg',
    help: 'Es wurde abgeschaltet oder hat sich geändert. Die Liste wurde neu gelesen.',
  },
  PORT_TAKEN: {
    title: 'Ein anderes Programm belegt diesen Port',
    help: 'Schließe dieses Programm oder wähle in den Einstellungen einen anderen Port.',
  },
  REVISION_CONFLICT: {
    title: 'Jemand anders hat das inzwischen geändert',
    help: 'Sieh dir den neuen Stand an und mache deine Änderung noch einmal.',
  },
  CONFIG_UNREADABLE: {
    title: 'Die Einstellungsdatei ist nicht lesbar',
    help: 'Nichts wurde überschrieben. Stelle die Datei aus einer Sicherung wieder her, oder räume sie weg, um neu anzufangen.',
  },
  CONFIG_NEWER: {
    title: 'Die Einstellungen stammen von einem neueren Latchkey',
    help: 'Installiere die neueste Version. Nichts wurde geändert.',
  },
  DATA_IN_USE: {
    title: 'Ein anderes Latchkey benutzt diesen Datenordner',
    help: 'Schließe erst das andere.',
  },
  BACKUP_PASSPHRASE: {
    title: 'Das ist nicht das Passwort der Sicherung',
    help: 'Nichts wurde geändert. Ohne das richtige Passwort kann niemand sie öffnen.',
  },
  BACKUP_DAMAGED: {
    title: 'Die Sicherung ist beschädigt',
    help: 'Nichts wurde geändert. Versuche es mit einer anderen Kopie der Datei.',
  },
  STORAGE_FAILED: {
    title: 'Die Änderung konnte nicht gespeichert werden',
    help: 'Nichts wurde geändert. Sieh nach, ob die Festplatte voll ist, und versuche es noch einmal.',
  },
  UPDATE_FAILED: {
    title: 'Die neue Version konnte nicht geladen werden',
    help: 'Es wurde nichts geändert. Später noch einmal versuchen oder sie von Hand holen.',
  },
  GATEWAY_DOWN: {
    title: 'Das Gateway antwortet nicht',
    help: 'Starte Latchkey auf dem Computer, auf dem es läuft. Diese Seite verbindet sich von selbst wieder.',
  },
  INTERNAL: {
    title: 'In Latchkey ist etwas schiefgegangen',
    help: 'Es steht im Protokoll. Versuche es noch einmal; wenn es so bleibt, starte Latchkey neu.',
  },
  ...callerErrorsDe,
  ...ruleErrorsDe,
};
