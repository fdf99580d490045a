import * as z from 'zod';
import { LatchkeyError } from '#shared/contract/errors';
import type { Diagnosis, ServiceKind } from '#shared/contract/operations/services';
import { createCheckedLookup } from './address-rules';
import { presetOf, type ServicePreset } from './presets';
import { probe, type ProbeAnswer } from './probe';
import { checkTarget, portOf, type TargetRules } from './target-rules';

/** What to look at; headers are those that the owner wants sent to the service. */
export interface DiagnoseRequest {
  readonly kind: ServiceKind;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutMs?: number;
}

type Code = Diagnosis['code'];

const TLS_ERROR = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO)/;
const MAX_MODELS = 500;

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

const named = (field: string) => z.array(z.looseObject({ [field]: z.string() }));
const MODEL_LISTS = {
  ollama: (body: unknown) =>
    z
      .object({ models: named('name') })
      .parse(body)
      .models.map((model) => String(model['name'])),
  openai: (body: unknown) =>
    z
      .object({ data: named('id') })
      .parse(body)
      .data.map((model) => String(model['id'])),
  a1111: (body: unknown) =>
    named('title')
      .parse(body)
      .map((model) => String(model['title'])),
} as const;

/** Names of models, or undefined when the answer is not the list that such a service gives. */
function modelsOf(preset: ServicePreset, body: string): string[] | undefined {
  if (preset.models === 'none') return [];
  try {
    const list = MODEL_LISTS[preset.models](JSON.parse(body));
    return list.slice(0, MAX_MODELS).map((model) => model.slice(0, 200));
  } catch {
    return undefined; // not JSON, or another shape: that is the finding
  }
}

const judge = (preset: ServicePreset, answer: ProbeAnswer): { code: Code; models: string[] } => {
  if (answer.status === 401 || answer.status === 403) return { code: 'needs_auth', models: [] };
  if (answer.status >= 500) return { code: 'error_status', models: [] };
  // A service without a known list is up as soon as it speaks HTTP: its root page may well be 404.
  if (preset.models === 'none') return { code: 'ok', models: [] };
  if (answer.status !== 200) return { code: 'wrong_kind', models: [] };
  const models = modelsOf(preset, answer.body);
  return models ? { code: 'ok', models } : { code: 'wrong_kind', models: [] };
};

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
const probeUrl = (base: URL, place: string): URL => {
  const prefix = base.pathname.replace(/\/+$/, '');
  const rest = prefix.endsWith('/v1') && place.startsWith('/v1/') ? place.slice(3) : place;
  const url = new URL(base.origin);
  url.pathname = prefix + rest;
  return url;
};

/** Calls a service for real and says in plain words what came back. Throws only TARGET_NOT_ALLOWED. */
export async function diagnose(asked: DiagnoseRequest, rules: TargetRules): Promise<Diagnosis> {
  const preset = presetOf(asked.kind);
  const base = await checkTarget(asked.url, rules);
  const startedMs = performance.now();
  const finish = (code: Code, status: number | null, models: string[]): Diagnosis => {
    const milliseconds = Math.round(performance.now() - startedMs);
    const message = toMessage(code, preset.label, status);
    return { ok: code === 'ok', code, status, milliseconds, message, models };
  };
  try {
    const answer = await probe({
      url: probeUrl(base, preset.probe),
      headers: Object.fromEntries(asked.headers.map(({ name, value }) => [name, value])),
      lookup: createCheckedLookup(portOf(base), rules.own),
      timeoutMs: asked.timeoutMs ?? 5000,
    });
    const { code, models } = judge(preset, answer);
    return finish(code, answer.status, models);
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    return finish(codeOf(error), null, []);
  }
}
