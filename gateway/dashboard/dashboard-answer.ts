import type { IncomingMessage, ServerResponse } from 'node:http';
import { LatchkeyError } from '#shared/contract/errors';
import type { Ledger } from '../ledger/ledger';
import type { StoredKey } from '../storage/config-schema';
import { readFacts, type DashboardDeps } from './dashboard-facts';
import { DASHBOARD_CSP, REFRESH_SECONDS, toDashboardPage } from './dashboard-page';
import { pageLanguage, pageTexts } from './page-texts';
import { createSharedReading } from './shared-reading';

/** A page as the public listener sends it. */
export class HtmlPage {
  readonly html: string;
  readonly policy: string;
  constructor(html: string, policy: string) {
    this.html = html;
    this.policy = policy;
  }
}

/** Asks the browser of a tablet to look again when a refusal may pass by itself; a key that has ended stays so. */
export function lookAgainAfter(res: ServerResponse, thrown: unknown): void {
  const passes = !(thrown instanceof LatchkeyError) || thrown.status >= 500;
  if (res.headersSent || !(passes || thrown.code === 'KEY_PAUSED')) return;
  res.setHeader('refresh', String(REFRESH_SECONDS));
}

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const DAY_MS = 86_400_000;
/** A household has several tablets, and fingers that reload: the record is read for all of them together. */
const READ_EVERY_MS = 5000;

interface DashboardAnswerDeps extends Omit<DashboardDeps, 'readDay'> {
  readonly ledger: Pick<Ledger, 'summary'>;
  readonly monotonicMs?: (() => number) | undefined;
}

function createDayReading({ ledger, nowMs, monotonicMs }: DashboardAnswerDeps) {
  const read = () => ledger.summary({ fromMs: nowMs() - DAY_MS, toMs: nowMs() });
  const clock = monotonicMs ?? (() => performance.now());
  return createSharedReading(read, { forMs: READ_EVERY_MS, monotonicMs: clock });
}

/** `GET /dashboard`: the page for whoever has a key of the role `dashboard`; any other key is refused. What was called is at most five seconds old. */
export function createDashboardAnswer(deps: DashboardAnswerDeps) {
  const readDay = createDayReading(deps);
  return async (key: StoredKey, { method, headers }: IncomingMessage): Promise<HtmlPage> => {
    if (method !== 'GET' && method !== 'HEAD') throw new LatchkeyError('METHOD_NOT_ALLOWED');
    if (key.role !== 'dashboard') {
      throw new LatchkeyError('PATH_NOT_ALLOWED', {
        message: 'This key is for calls. The owner can make one for the dashboard.',
      });
    }
    const language = pageLanguage(headers['accept-language']);
    const { timeZone } = deps.config.current.settings;
    const page = toDashboardPage(await readFacts({ ...deps, readDay }), {
      ...pageTexts(language),
      language,
      timeZone: timeZone === 'auto' ? ownZone() : timeZone,
    });
    return new HtmlPage(page, DASHBOARD_CSP);
  };
}
