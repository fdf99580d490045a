/** What the page has a sentence for. */
type ProblemId =
  | 'noService'
  | 'modelGone'
  | 'notAllowed'
  | 'down'
  | 'slow'
  | 'limit'
  | 'spent'
  | 'paused'
  | 'quiet'
  | 'busy'
  | 'keyGone'
  | 'keyPaused'
  | 'wrongPlace'
  | 'network'
  | 'cut'
  | 'used'
  | 'expired'
  | 'name'
  | 'other';

const BY_CODE: Readonly<Record<string, ProblemId>> = {
  service_none: 'noService',
  service_unknown: 'noService',
  model_unknown: 'modelGone',
  model_not_allowed: 'notAllowed',
  service_not_allowed: 'notAllowed',
  path_not_allowed: 'notAllowed',
  upstream_down: 'down',
  upstream_broken: 'down',
  upstream_unreadable: 'down',
  service_unavailable: 'down',
  upstream_timeout: 'slow',
  queue_timeout: 'busy',
  queue_full: 'busy',
  overloaded: 'busy',
  stopping: 'busy',
  connections_exhausted: 'busy',
  record_unavailable: 'busy',
  concurrency_reached: 'busy',
  rate_limit_exceeded: 'limit',
  limit_reached: 'limit',
  too_many_failures: 'limit',
  budget_spent: 'spent',
  insufficient_quota: 'spent',
  gateway_paused: 'paused',
  service_paused: 'paused',
  quiet_hours: 'quiet',
  invalid_api_key: 'keyGone',
  key_invalid: 'keyGone',
  key_revoked: 'keyGone',
  key_expired: 'keyGone',
  key_paused: 'keyPaused',
  address_not_allowed: 'wrongPlace',
  address_banned: 'wrongPlace',
  host_not_allowed: 'wrongPlace',
  origin_not_allowed: 'wrongPlace',
  pairing_used: 'used',
  pairing_expired: 'expired',
  pairing_unknown: 'expired',
  name_taken: 'name',
  input_invalid: 'name',
};

/** Why the gateway did not do what the page asked for. */
export class GatewayProblem extends Error {
  readonly id: ProblemId;
  /** Whole seconds after which it may be tried again; undefined when nobody knows. */
  readonly retrySeconds: number | undefined;

  constructor(id: ProblemId, message = '', retrySeconds?: number) {
    super(message);
    this.id = id;
    this.retrySeconds = retrySeconds;
  }
}

/** The code and the sentence in an error's body, in the gateway's own shape or in the one of the OpenAI API. */
export function readError(body: unknown): { readonly code: string; readonly message: string } {
  const nothing = { code: '', message: '' };
  if (typeof body !== 'object' || body === null || !('error' in body)) return nothing;
  const { error } = body;
  if (typeof error === 'string') return { code: '', message: error };
  if (typeof error !== 'object' || error === null) return nothing;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return { code, message };
}

const own = (code: string): ProblemId | undefined =>
  Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;

/** The problem behind an error's body; `other` carries the sentence that came with it. */
export function toProblem(body: unknown, retryAfter: string | null): GatewayProblem {
  const { code, message } = readError(body);
  const seconds = Number(retryAfter);
  const retrySeconds = retryAfter !== null && seconds > 0 ? Math.ceil(seconds) : undefined;
  return new GatewayProblem(
    own(code.toLowerCase()) ?? 'other',
    message.slice(0, 300),
    retrySeconds,
  );
}

/** The problem behind an answer that is none of the wished ones. */
export async function problemOf(answer: Response): Promise<GatewayProblem> {
  const body: unknown = await answer.json().catch(() => null);
  return toProblem(body, answer.headers.get('retry-after'));
}

/** Whatever was thrown, as a problem: a browser throws a TypeError without a reason when the network is gone. */
export const asProblem = (thrown: unknown): GatewayProblem =>
  thrown instanceof GatewayProblem ? thrown : new GatewayProblem('network');
