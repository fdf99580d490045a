import { LatchkeyError } from '#shared/contract/errors';
import type { Diagnosis, ServiceKind } from '#shared/contract/operations/services';
import { createCheckedLookup } from './address-rules';
import { presetOf, type ServicePreset } from './presets';
import { probe, type ProbeAnswer } from './probe';
import { readModels } from './read-models';
import { checkTarget, portOf, type TargetRules } from './target-rules';

/** What to look at; headers are those that the owner wants sent to the service. */
interface DiagnoseRequest {
  readonly kind: ServiceKind;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutMs?: number;
}

/** What one address showed. */
export type TargetDiagnosis = Omit<Diagnosis, 'targets'>;
type Code = Diagnosis['code'];

const TLS_ERROR = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO)/;

const codeOf = (error: unknown): Code => {
  if (!(error instanceof Error)) return 'not_http';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name_unknown';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL)$/.test(code)) return 'unreachable';
  return TLS_ERROR.test(code) ? 'tls' : 'not_http';
};

type Ask = (path: string) => Promise<ProbeAnswer>;
interface Verdict {
  readonly code: Code;
  readonly status: number;
  readonly models: string[];
}

const isLocked = ({ status }: ProbeAnswer) => status === 401 || status === 403;

function judge(preset: ServicePreset, answer: ProbeAnswer): Verdict {
  const { status } = answer;
  const none = { status, models: [] };
  if (isLocked(answer)) return { code: 'needs_auth', ...none };
  if (status >= 500) return { code: 'error_status', ...none };
  // A service without a known list is up as soon as it speaks HTTP: its root page may well be 404.
  if (preset.models === 'none') return { code: 'ok', ...none };
  if (status !== 200) return { code: 'wrong_kind', ...none };
  const models = readModels(preset.models, answer.body);
  return models ? { code: 'ok', status, models } : { code: 'wrong_kind', ...none };
}

/** True when one of the answers is what only such a service says; a locked one may be. */
async function hasSign({ signs }: ServicePreset, ask: Ask): Promise<'yes' | 'no' | 'locked'> {
  const asked = await Promise.allSettled(signs.map(({ path }) => ask(path)));
  const answers = asked.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
  const isSign = (answer: ProbeAnswer | undefined, at: number) =>
    answer?.status === 200 && answer.body.includes(signs[at]?.has ?? '');
  if (answers.some(isSign)) return 'yes';
  return answers.some((answer) => answer && isLocked(answer)) ? 'locked' : 'no';
}

async function look(preset: ServicePreset, ask: Ask): Promise<Verdict> {
  const verdict = judge(preset, await ask(preset.probe));
  if (verdict.code !== 'ok' || preset.signs.length === 0) return verdict;
  const sign = await hasSign(preset, ask);
  if (sign === 'yes') return verdict;
  return { ...verdict, code: sign === 'locked' ? 'needs_auth' : 'wrong_kind', models: [] };
}

const toMessage = (code: Code, label: string, status: number | null): string => {
  const texts: Record<Code, string> = {
    ok: `${label} answers.`,
    refused: `Nothing is running at this address. Is ${label} started?`,
    name_unknown: 'No computer with this name was found.',
    unreachable: 'This computer cannot be reached. Is it switched on and in the same network?',
    timeout: 'No answer came in time. It may be starting, or a firewall is in the way.',
    tls: 'The encrypted connection failed. Try http:// or check the certificate.',
    wrong_kind: `Something answers here, but it does not look like ${label}.`,
    needs_auth: `${label} asks for a key of its own. Add it as a header.`,
    error_status: `${label} answered with an error (${status ?? 0}).`,
    not_http: 'Something listens here, but it does not speak HTTP.',
  };
  // A kind without a name of its own begins in lower case.
  return texts[code].charAt(0).toUpperCase() + texts[code].slice(1);
};

/** The address to ask, without putting a base path of /v1 there twice. */
export const toProbeUrl = (base: URL, place: string): URL => {
  const prefix = base.pathname.replace(/\/+$/, '');
  const rest = prefix.endsWith('/v1') && place.startsWith('/v1/') ? place.slice(3) : place;
  const url = new URL(base.origin);
  url.pathname = prefix + rest;
  return url;
};

/** Calls a service for real and says in plain words what came back. Throws only TARGET_NOT_ALLOWED. */
export async function diagnose(
  asked: DiagnoseRequest,
  rules: TargetRules,
): Promise<TargetDiagnosis> {
  const preset = presetOf(asked.kind);
  const base = await checkTarget(asked.url, rules);
  const startedMs = performance.now();
  const finish = (code: Code, status: number | null, models: string[]): TargetDiagnosis => {
    const milliseconds = Math.round(performance.now() - startedMs);
    const message = toMessage(code, preset.label, status);
    return { ok: code === 'ok', code, status, milliseconds, message, models };
  };
  const ask: Ask = (path) =>
    probe({
      url: toProbeUrl(base, path),
      headers: Object.fromEntries(asked.headers.map(({ name, value }) => [name, value])),
      lookup: createCheckedLookup(portOf(base), rules.own),
      timeoutMs: asked.timeoutMs ?? 5000,
    });
  try {
    const { code, status, models } = await look(preset, ask);
    return finish(code, status, models);
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    return finish(codeOf(error), null, []);
  }
}
