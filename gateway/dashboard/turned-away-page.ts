import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '#shared/contract/errors';
import type { DashboardTexts } from '#shared/text/en/dashboard';
import { escapeHtml } from './escape-html';
import { pageLanguage, pageTexts } from './page-texts';
import css from './turned-away.css?raw';

/**
 * Threat: whoever is turned away asks as fast as they can. Nothing of a request is in these pages, so there is one for
 * each reason and language, made when it is first needed; and they can run nothing, load nothing and be framed nowhere.
 */
type Reason = keyof DashboardTexts['away'];
type Reasons = Readonly<Partial<Record<ErrorCode, Reason>>>;

/** On any page. */
const REASONS: Reasons = {
  ADDRESS_BANNED: 'banned',
  ADDRESS_NOT_ALLOWED: 'notAllowed',
  TOO_MANY_FAILURES: 'tooMany',
  KEY_MISSING: 'noKey',
};

/** On the dashboard alone: elsewhere it is apps that have a key. */
const DASHBOARD_REASONS: Reasons = {
  KEY_PAUSED: 'paused',
  KEY_REVOKED: 'ended',
  KEY_EXPIRED: 'ended',
  KEY_INVALID: 'unknown',
  KEY_MISTYPED: 'unknown',
  PATH_NOT_ALLOWED: 'unknown',
  INTERNAL: 'later',
  OVERLOADED: 'later',
  RECORD_UNAVAILABLE: 'later',
  STOPPING: 'later',
};

const styleHash = createHash('sha256').update(css).digest('base64');

const HEAD = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const;

function toPage(reason: Reason, language: string): string {
  const { texts } = pageTexts(language);
  const { title, text, help } = texts.away[reason];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${css}</style>
</head>
<body>
<main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p>${escapeHtml(help)}</p></main>
<footer>${escapeHtml(texts.title)}</footer>
</body>
</html>
`;
}

const made = new Map<string, string>();

function pageOf(reason: Reason, language: string): string {
  const name = `${reason} ${language}`;
  const page = made.get(name) ?? toPage(reason, language);
  made.set(name, page);
  return page;
}

/** A person who opened an address in a browser; what pages and apps fetch says otherwise, or asks for no HTML. */
const isOpenedByPerson = ({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>) =>
  (method === 'GET' || method === 'HEAD') &&
  (headers.accept ?? '').includes('text/html') &&
  (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';

const reasonOf = (code: ErrorCode, isDashboard: boolean): Reason | undefined =>
  REASONS[code] ?? (isDashboard ? DASHBOARD_REASONS[code] : undefined);

/** The page for a person who is not let in, instead of the error that apps get; undefined for everything else. */
export function turnedAwayPage(
  req: Pick<IncomingMessage, 'method' | 'headers'>,
  code: ErrorCode,
  isDashboard = false,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined {
  const reason = reasonOf(code, isDashboard);
  if (!reason || !isOpenedByPerson(req)) return undefined;
  return { headers: HEAD, body: pageOf(reason, pageLanguage(req.headers['accept-language'])) };
}
