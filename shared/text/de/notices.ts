import type { Events } from '../../contract/events';
import type { noticesEn } from '../en/notices';

type Budget = Pick<Events['budget'], 'of' | 'name' | 'measure' | 'period'>;

const WHEN = { day: ' für heute', week: ' für diese Woche', month: ' für diesen Monat', total: '' };

const all = ({ measure, period }: Budget): string =>
  ({ calls: 'alle Anfragen', tokens: 'alle KI-Token', money: 'das Budget' })[measure] +
  WHEN[period];

const part = ({ measure, period }: Budget): string =>
  ({ calls: 'der Anfragen', tokens: 'der KI-Token', money: 'des Budgets' })[measure] + WHEN[period];

const who = ({ of, name }: Budget): string => (of === 'person' ? name : `„${name}“`);

/** What is told of allowances that near their end, and what of it can be switched off, in German. */
export const noticesDe: typeof noticesEn = {
  near: (budget) => `${who(budget)} hat vier Fünftel ${part(budget)} verbraucht`,
  spent: (budget) => `${who(budget)} hat ${all(budget)} verbraucht`,
  nearHelp: 'Gib jetzt mehr, oder lass es dabei.',
  spentHelp: 'Weitere Anfragen werden abgelehnt, bis es neu beginnt oder du mehr gibst.',
  title: 'Was ich auf dem Desktop erfahre',
  help: 'Meldungen außerhalb des Fensters, nie mehr als ein paar in zehn Minuten.',
  security: 'Ein Schlüssel, der ungewöhnlich benutzt wird',
  budgets: 'Ein Budget oder Kontingent, das fast verbraucht ist',
  outages: 'Ein Dienst, der nicht mehr antwortet, und dass er zurück ist',
  updates: 'Eine neue Version von Latchkey',
};
