import type { IncomingMessage } from 'node:http';
import { LatchkeyError } from '#shared/contract/errors';
import type { JoinPage } from '#shared/contract/join';
import type { FailureThrottle } from '../edge/failure-throttle';
import type { Call } from '../pipeline/call';
import { refusalHeaders } from '../pipeline/refuse';
import type { Route } from '../routes/route-table';
import type { Wish } from './invitation';
import type { CodeState, InvitationBook, Made } from './invitation-book';
import type { JoinFile, JoinPages } from './join-pages';
import { comesFromOwnPage } from './own-page-only';
import { readJoinRequest } from './read-join-request';

/**
 * The one door without a key that can give one away. In this order: the address may come in, the request is of our own
 * page, the code is one of ours (each other one counts as a guess), the request is small and well-formed. Looking at the
 * page uses nothing up, since cameras and messengers look at links before people do.
 */
export interface JoinDoorDeps {
  readonly book: InvitationBook;
  readonly pages: JoinPages;
  readonly failures: FailureThrottle;
  readonly makeKey: (call: Call, name: string, wish: Wish) => Promise<Made>;
  /** Why this address is answered nothing at all. */
  readonly turnedAway: (ip: string) => LatchkeyError | undefined;
  readonly refuse: (call: Call, thrown: unknown) => void;
  /** Puts an attempt on record: `thrown` is why it was not let in. */
  readonly record: (call: Call, thrown: unknown) => void;
}

export type JoinRoute = Extract<Route, { kind: 'join' }>;

const isReading = ({ method }: Call) => method === 'GET' || method === 'HEAD';

function send(call: Call, status: number, head: readonly string[], body: Buffer | string): void {
  const length = String(Buffer.byteLength(body));
  const shared = ['content-length', length, 'x-request-id', call.requestId];
  call.res.writeHead(status, [...head, ...shared]);
  call.res.end(call.method === 'HEAD' ? undefined : body);
}

const sendFile = (call: Call, status: number, file: JoinFile | undefined): void => {
  if (!file) {
    throw new LatchkeyError('NOT_FOUND', {
      message: 'This page has not been built. On the computer, run: npm run build',
    });
  }
  send(call, status, file.head, file.body);
};

const JSON_HEAD = [
  'content-type',
  'application/json; charset=utf-8',
  'cache-control',
  'no-store',
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'no-referrer',
];

/** A person's browser, and not a program that fetches ahead or for a preview. */
const isPerson = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  (headers.accept ?? '').includes('text/html') &&
  !/prefetch|prerender|preview/i.test(
    [headers['sec-purpose'], headers['purpose'], headers['x-moz']].join(' '),
  );

/** Codes that nobody made are told nothing else than old ones, so that nobody learns which there are. */
const PAGE_OF: Readonly<Record<CodeState, JoinPage>> = {
  open: 'open',
  used: 'used',
  expired: 'expired',
  unknown: 'expired',
};

class JoinDoor {
  readonly #deps: JoinDoorDeps;

  constructor(deps: JoinDoorDeps) {
    this.#deps = deps;
  }

  readonly answer = async (call: Call, route: JoinRoute): Promise<void> => {
    const { turnedAway, refuse, record } = this.#deps;
    let thrown: unknown;
    try {
      const refusal = turnedAway(call.clientIp);
      if (refusal) throw refusal;
      thrown = await this.#serve(call, route);
    } catch (error) {
      thrown = error;
      refuse(call, error);
    }
    // A page brings a dozen files with it: they say nothing of who came.
    if (route.page !== 'asset' || thrown !== undefined) record(call, thrown);
  };

  /** Resolves to a refusal that was shown as a page. */
  async #serve(call: Call, { page, name }: JoinRoute): Promise<LatchkeyError | undefined> {
    if (page === 'code' && call.method === 'POST') return this.#join(call, name);
    if (!isReading(call)) throw new LatchkeyError('METHOD_NOT_ALLOWED');
    if (page === 'code') return this.#showPage(call, name);
    const { pages } = this.#deps;
    if (page !== 'asset') sendFile(call, 200, pages.page(page));
    else {
      const file = pages.asset(name);
      if (!file) throw new LatchkeyError('NOT_FOUND');
      sendFile(call, 200, file);
    }
    return undefined;
  }

  #showPage(call: Call, code: string): LatchkeyError | undefined {
    const { book, pages } = this.#deps;
    const state = book.codeState(code);
    const file = pages.page(PAGE_OF[state]);
    if (state === 'unknown') {
      const refusal = this.#countGuess(call.clientIp);
      const wait = refusal.retryAfterMs === undefined ? {} : refusalHeaders(refusal, '');
      const retry = wait['retry-after'] === undefined ? [] : ['retry-after', wait['retry-after']];
      sendFile(call, refusal.status, file && { ...file, head: [...file.head, ...retry] });
      return refusal;
    }
    sendFile(call, state === 'open' ? 200 : 410, file);
    if (state === 'open' && isPerson(call.req)) book.seePage(code);
    return undefined;
  }

  async #join(call: Call, code: string): Promise<undefined> {
    const { book, makeKey } = this.#deps;
    if (!comesFromOwnPage(call.req, call.guarded.host)) {
      throw new LatchkeyError('ORIGIN_NOT_ALLOWED');
    }
    if (book.codeState(code) === 'unknown') throw this.#countGuess(call.clientIp);
    const { name, claim } = await readJoinRequest(call.req);
    const answer = await book.join(code, claim, (wish) => makeKey(call, name, wish));
    if (!call.res.destroyed) send(call, 200, JSON_HEAD, JSON.stringify(answer));
    return undefined;
  }

  /** A wrong code is a guess like a wrong key; the refusal says how long to wait when there were too many. */
  #countGuess(ip: string): LatchkeyError {
    const { failures } = this.#deps;
    failures.recordFailure(ip);
    const retryAfterMs = failures.retryAfterMs(ip);
    return retryAfterMs > 0
      ? new LatchkeyError('TOO_MANY_FAILURES', { retryAfterMs })
      : new LatchkeyError('PAIRING_EXPIRED');
  }
}

/** Answers everything below `/join/` but the certificate's files. Never rejects. */
export const createJoinDoor = (deps: JoinDoorDeps) => new JoinDoor(deps).answer;
