import { createHash } from 'node:crypto';
import { formatUnits } from '#shared/domain/money';
import type { DashboardTexts } from '#shared/text/en/dashboard';
import type { DashboardFacts } from './dashboard-facts';
import layout from './dashboard.css?raw';
import schemes from './dashboard-schemes.css?raw';
import { escapeHtml } from './escape-html';

const css = layout + schemes;
const styleHash = createHash('sha256').update(css).digest('base64');

/** What the page may do: look like ours, and load itself again. */
export const DASHBOARD_CSP = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** How often the page loads itself again, in seconds. */
export const REFRESH_SECONDS = 30;
/** Money is shown to so many decimal places here; the exact figure stands in the bills. */
const MONEY_PLACES = 4;

export interface DashboardWords {
  readonly texts: DashboardTexts;
  readonly language: string;
  readonly locale: string;
  /** IANA name of the owner's time zone. */
  readonly timeZone: string;
}

const tile = (title: string, figure: string, note: string, look: 'time' | 'waiting'): string =>
  `<div class="tile"><dt>${escapeHtml(title)}</dt><dd>${escapeHtml(figure)}<small class="${look}">${escapeHtml(note)}</small></dd></div>`;

function section(title: string, rows: readonly string[], empty: string): string {
  const list = rows.length > 0 ? `<ul>${rows.join('')}</ul>` : `<p>${escapeHtml(empty)}</p>`;
  return `<section><h2>${escapeHtml(title)}</h2>${list}</section>`;
}

function createFormats({ locale, timeZone }: DashboardWords) {
  const whole = new Intl.NumberFormat(locale);
  const money = new Intl.NumberFormat(locale, { maximumFractionDigits: MONEY_PLACES });
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  return {
    count: (value: number) => whole.format(value),
    // The exact text goes in: a number could not hold it.
    money: (nano: string, currency: string) =>
      `${money.format(formatUnits(BigInt(nano)) as `${number}`)} ${currency}`,
    percent: (part: number) => percent.format(part),
    clock: (ms: number) => clock.format(ms),
  };
}

type Formats = ReturnType<typeof createFormats>;

function toTiles(facts: DashboardFacts, texts: DashboardTexts, format: Formats): string {
  const waiting = facts.waiting > 0 ? texts.waiting(facts.waiting) : '';
  return `<dl class="tiles">${[
    tile(texts.now, format.count(facts.live), waiting, 'waiting'),
    tile(texts.calls, format.count(facts.calls), texts.day, 'time'),
    tile(texts.refused, format.count(facts.refused), texts.day, 'time'),
    tile(texts.cost, format.money(facts.costNano, facts.currency), texts.day, 'time'),
  ].join('')}</dl>`;
}

function toLists(facts: DashboardFacts, texts: DashboardTexts, format: Formats): string {
  const services = facts.services.map(
    ({ name, state }) =>
      `<li><b>${escapeHtml(name)}</b><i class="${state}">${escapeHtml(texts.health[state])}</i></li>`,
  );
  const devices = facts.devices.map(({ name, person, calls, costNano }) => {
    const figures = `${texts.callCount(calls, format.count(calls))} · ${format.money(costNano, facts.currency)}`;
    const whose = person === null ? '' : ` <small>${escapeHtml(person)}</small>`;
    return `<li><b>${escapeHtml(name)}${whose}</b><span>${escapeHtml(figures)}</span></li>`;
  });
  const allowances = facts.allowances.map(({ name, part }) => {
    const used = texts.used(format.percent(part));
    return `<li><b>${escapeHtml(name)}</b><span><meter value="${part.toFixed(3)}" max="1" high="0.8" optimum="0"></meter> ${escapeHtml(used)}</span></li>`;
  });
  return [
    section(texts.services, services, texts.servicesNone),
    section(texts.devices, devices, texts.devicesNone),
    ...(allowances.length > 0 ? [section(texts.allowances, allowances, '')] : []),
  ].join('');
}

/** The whole page: no script, so that the oldest tablet shows it, and nothing on it can be pressed. */
export function toDashboardPage(facts: DashboardFacts, words: DashboardWords): string {
  const { texts, language } = words;
  const format = createFormats(words);
  const [state, look] = facts.isPaused ? [texts.paused, 'paused'] : [texts.running, 'up'];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${escapeHtml(texts.title)}</title>
<style>${css}</style>
</head>
<body>
<header><h1>${escapeHtml(texts.title)}</h1><i class="${look}">${escapeHtml(state)}</i><span>${escapeHtml(texts.asOf(format.clock(facts.atMs)))}</span></header>
<main>
${toTiles(facts, texts, format)}
${toLists(facts, texts, format)}
</main>
<footer>${escapeHtml(texts.lookOnly)}</footer>
</body>
</html>
`;
}
