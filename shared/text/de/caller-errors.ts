import type { ErrorTexts } from '../error-text';

/** What the owner reads of requests that are not right in themselves, in German: their form, and who sent them. */
export const callerErrorsDe = {
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
  SESSION_ENDED: {
    title: 'Die Anmeldung ist beendet',
    help: 'Melde dich noch einmal an, mit dem Admin-Passwort oder einem neuen Einmalcode.',
  },
  ADMIN_NOT_SET: {
    title: 'Es gibt noch kein Admin-Passwort',
    help: 'Starte einmal die Desktop-App auf diesem Computer.',
  },
} satisfies ErrorTexts;
