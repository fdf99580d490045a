import type { ErrorTexts } from '../error-text';

/** What the owner reads of requests that were turned away, in German: what a key may do, and when there is room. */
export const ruleErrorsDe = {
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
  KEY_READ_ONLY: {
    title: 'Dieser Schlüssel darf nur zusehen',
    help: 'Er öffnet die Anzeige für ein Tablet. Gib dem Gerät einen eigenen Schlüssel, damit es Dienste nutzen kann.',
  },
  ADDRESS_BANNED: {
    title: 'Diese Adresse hast du gesperrt',
    help: 'Wenn es eines deiner Geräte ist, hebe die Sperre auf.',
  },
} satisfies ErrorTexts;
