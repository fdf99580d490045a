import type { ErrorCode } from '#shared/contract/errors';
import type { ErrorText } from '../error-text';

/** What the owner reads for each code, in German: what happened, and what to do. */
export const errorsDe: Record<ErrorCode, ErrorText> = {
  REQUEST_MALFORMED: {
    title: 'Die Anfrage war kein richtiges HTTP',
    help: 'Eine fehlerhafte App, oder etwas, das nach Schwachstellen sucht. Wenn du das Gerät kennst, aktualisiere seine App.',
  },
  CREDENTIALS_AMBIGUOUS: {
    title: 'Es kamen zwei Schlüssel auf einmal',
    help: 'Entferne einen davon in der App auf dem Gerät.',
  },
  CREDENTIALS_REPEATED: {
    title: 'Der Schlüssel kam mehr als einmal',
    help: 'Trage ihn in der App auf dem Gerät nur an einer Stelle ein.',
  },
  HOST_NOT_ALLOWED: {
    title: 'Das Gerät nannte einen Namen, auf den Latchkey nicht hört',
    help: 'Wenn es dein Name ist, trage ihn in den Einstellungen unter „Namen dieses Computers“ ein.',
  },
  ORIGIN_NOT_ALLOWED: {
    title: 'Eine fremde Webseite hat es versucht',
    help: 'Sie wurde abgewiesen. Wenn es deine eigene Seite ist, nimm eine App oder eine Adresse dieses Computers.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'Diese Art von Anfrage ist hier nicht erlaubt',
    help: 'Prüfe die Adresse in der App auf dem Gerät.',
  },
  NOT_FOUND: {
    title: 'Unter dieser Adresse gibt es nichts',
    help: 'Prüfe die Adresse in der App. OpenAI-Apps brauchen /v1 am Ende, Ollama-Apps nicht.',
  },
  REQUEST_TIMEOUT: {
    title: 'Die Anfrage kam zu langsam an',
    help: 'Vielleicht hat das Gerät schlechten Empfang. Versuche es näher am WLAN noch einmal.',
  },
  BODY_TOO_LARGE: {
    title: 'Die Anfrage war größer, als der Dienst erlaubt',
    help: 'Sende eine kleinere Datei oder ein kleineres Bild.',
  },
  URL_TOO_LONG: {
    title: 'Die Adresse war zu lang',
    help: 'Prüfe die Adresse in der App auf dem Gerät.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    title: 'Die Anfrage kam in einem Format, das nicht angenommen wird',
    help: 'Sende sie als JSON (application/json).',
  },
  EXPECTATION_FAILED: {
    title: 'Die Anfrage erwartete etwas Unbekanntes',
    help: 'Aktualisiere die App auf dem Gerät.',
  },
  HEADERS_TOO_LARGE: {
    title: 'Die Anfrage hatte zu viele oder zu große Kopfzeilen',
    help: 'Aktualisiere die App auf dem Gerät oder lösche ihre Cookies.',
  },
  KEY_MISSING: {
    title: 'Es kam kein Schlüssel mit',
    help: 'Trage in der App auf dem Gerät einen Schlüssel ein. Wenn du das Gerät nicht kennst, musst du nichts tun.',
  },
  KEY_EMPTY: {
    title: 'Die App hat einen leeren Schlüssel gesendet',
    help: 'In der App gibt es ein Feld für den Schlüssel, und es ist leer. Füge den Schlüssel dort ein.',
  },
  KEY_INVALID: {
    title: 'Diesen Schlüssel gibt es hier nicht',
    help: 'Kopiere den ganzen Schlüssel noch einmal in die App oder erstelle einen neuen. Wenn du das Gerät nicht kennst, musst du nichts tun.',
  },
  KEY_MISTYPED: {
    title: 'Der Schlüssel ist vertippt',
    help: 'Ein Zeichen ist falsch oder fehlt. Kopiere den ganzen Schlüssel noch einmal in die App.',
  },
  KEY_REVOKED: {
    title: 'Dieser Schlüssel ist endgültig beendet',
    help: 'Wenn das Gerät wieder hereindarf, erstelle einen neuen Schlüssel dafür.',
  },
  KEY_EXPIRED: {
    title: 'Dieser Schlüssel ist abgelaufen',
    help: 'Öffne den Schlüssel und gib ihm ein späteres Ende, oder erstelle einen neuen.',
  },
  KEY_SHOWN_ONCE: {
    title: 'Ein Schlüssel wird nur einmal gezeigt',
    help: 'Niemand kann ihn noch einmal zeigen, denn nur sein Fingerabdruck ist gespeichert. Erstelle einen neuen Schlüssel, oder erneuere diesen unter „Schlüssel“.',
  },
  KEY_PAUSED: {
    title: 'Dieser Schlüssel ist angehalten',
    help: 'Schalte ihn unter „Schlüssel“ wieder ein, wenn das Gerät wieder darf.',
  },
  KEY_MUST_SIGN: {
    title: 'Dieser Schlüssel unterschreibt nur',
    help: 'Seine Anfragen müssen unterschrieben sein. Die README zeigt, wie; oder schalte das Unterschreiben für den Schlüssel aus.',
  },
  SIGNATURE_INVALID: {
    title: 'Die Unterschrift stimmt nicht',
    help: 'Prüfe den Schlüssel, die Uhr des Geräts und ob der Pfad genau so unterschrieben wird, wie er gesendet wird.',
  },
  SIGN_IN_REFUSED: {
    title: 'Diese Anmeldung wird nicht angenommen',
    help: 'Vergleiche Aussteller, Empfänger und das Feld mit dem Namen; die Person muss in der Liste der Personen stehen.',
  },
  ADMIN_REQUIRED: {
    title: 'Das darf nur der Besitzer',
    help: 'Melde dich mit dem Admin-Passwort oder einem Einmalcode an.',
  },
  ADMIN_NOT_SET: {
    title: 'Es gibt noch kein Admin-Passwort',
    help: 'Starte einmal die Desktop-App auf diesem Computer.',
  },
  SERVICE_NOT_ALLOWED: {
    title: 'Dieser Schlüssel darf diesen Dienst nicht nutzen',
    help: 'Wenn er es soll, öffne den Schlüssel und füge den Dienst hinzu.',
  },
  PATH_NOT_ALLOWED: {
    title: 'Dieser Teil des Dienstes ist abgeschaltet',
    help: 'Geräte dürfen Modelle nutzen, aber nicht installieren, ändern oder löschen. Mach das an diesem Computer.',
  },
  LIMIT_REACHED: {
    title: 'Der Schlüssel war schneller als sein Limit',
    help: 'Es geht gleich weiter. Wenn das oft passiert, gib dem Schlüssel mehr.',
  },
  CONCURRENCY_REACHED: {
    title: 'Zu viele Anfragen auf einmal',
    help: 'Es geht weiter, sobald eine davon fertig ist. Wenn das oft passiert, erlaube mehr auf einmal.',
  },
  QUEUE_FULL: {
    title: 'Es warten schon zu viele Anfragen',
    help: 'Der Dienst nimmt nur so viele auf einmal an, und die Warteschlange ist voll. Es geht gleich weiter.',
  },
  QUEUE_TIMEOUT: {
    title: 'Die Anfrage hat zu lange gewartet',
    help: 'Der Dienst war mit anderen Anfragen beschäftigt. Lass Anfragen länger warten oder erlaube mehr auf einmal.',
  },
  ALLOWANCE_CALLS: {
    title: 'Die erlaubten Anfragen sind aufgebraucht',
    help: 'Das Kontingent beginnt von selbst neu. Wenn es jetzt weitergehen soll, öffne den Schlüssel und gib ihm für heute mehr.',
  },
  ALLOWANCE_TOKENS: {
    title: 'Die erlaubten KI-Token sind aufgebraucht',
    help: 'Das Kontingent beginnt von selbst neu. Wenn es jetzt weitergehen soll, öffne den Schlüssel und gib ihm für heute mehr.',
  },
  BUDGET_SPENT: {
    title: 'Das Budget ist aufgebraucht',
    help: 'Wenn es jetzt weitergehen soll, öffne den Schlüssel und gib ihm für heute mehr, oder lade ihn auf.',
  },
  QUIET_HOURS: {
    title: 'Für diesen Schlüssel ist Ruhezeit',
    help: 'Nach der Ruhezeit geht es weiter. Die Zeiten legst du beim Schlüssel oder bei seiner Person fest.',
  },
  MODEL_NOT_ALLOWED: {
    title: 'Dieser Schlüssel darf dieses Modell nicht nutzen',
    help: 'Wenn er es soll, öffne den Schlüssel und füge das Modell hinzu.',
  },
  ADDRESS_NOT_ALLOWED: {
    title: 'Dieser Schlüssel gilt nicht von dieser Adresse aus',
    help: 'Wenn es dein Gerät in einem anderen Netz ist, öffne den Schlüssel und füge die Adresse hinzu.',
  },
  TOO_MANY_FAILURES: {
    title: 'Von dieser Adresse kamen zu viele falsche Schlüssel',
    help: 'Sie muss kurz warten. Wenn es dein Gerät ist, prüfe den Schlüssel in seiner App.',
  },
  CONNECTIONS_EXHAUSTED: {
    title: 'Zu viele Verbindungen sind offen',
    help: 'Warte einen Moment und versuche es noch einmal.',
  },
  GATEWAY_PAUSED: {
    title: 'Alles ist angehalten',
    help: 'Schalte „Alles anhalten“ in der Übersicht aus.',
  },
  SERVICE_PAUSED: {
    title: 'Dieser Dienst ist angehalten',
    help: 'Schalte ihn unter „Dienste“ wieder ein.',
  },
  OVERLOADED: {
    title: 'Latchkey hat gerade zu viel zu tun',
    help: 'Große Anfragen füllen seinen Arbeitsspeicher fast. In wenigen Sekunden geht es weiter.',
  },
  RECORD_UNAVAILABLE: {
    title: 'Die Anfrage konnte nicht aufgezeichnet werden',
    help: 'Meist ist die Festplatte voll. Schaffe etwas Platz: Latchkey macht dann von selbst weiter.',
  },
  SERVICE_UNAVAILABLE: {
    title: 'Der Dienst hat mehrmals nacheinander versagt',
    help: 'Latchkey lässt ihn einen Moment in Ruhe und versucht es dann wieder. „Testen“ unter „Dienste“ versucht es sofort.',
  },
  STOPPING: {
    title: 'Latchkey wurde gerade beendet',
    help: 'Starte es wieder und wiederhole die Anfrage.',
  },
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
  KEY_READ_ONLY: {
    title: 'Dieser Schlüssel darf nur zusehen',
    help: 'Er öffnet die Anzeige für ein Tablet. Gib dem Gerät einen eigenen Schlüssel, damit es Dienste nutzen kann.',
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
  ADDRESS_BANNED: {
    title: 'Diese Adresse hast du gesperrt',
    help: 'Wenn es eines deiner Geräte ist, hebe die Sperre auf.',
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
};
