import * as z from 'zod';
import { Allowance, AllowanceChange, Rate } from './allowances';
import { Count, Id, label } from './fields';
import {
  Balance,
  QueueSeconds,
  Resilience,
  ServiceRules,
  Target,
  TargetUrl,
} from './service-rules';

/** What speaks behind a service; decides presets, dialect and denied paths. */
export const ServiceKind = z.enum([
  'ollama',
  'lm-studio',
  'llama-cpp',
  'vllm',
  'koboldcpp',
  'text-generation-webui',
  'localai',
  'open-webui',
  'a1111',
  'comfyui',
  'whisper',
  'whisper-cpp',
  'whisper-asr',
  'tts',
  'openai',
  'http',
]);
export type ServiceKind = z.infer<typeof ServiceKind>;

/** Milliseconds; null means no limit. */
export const Timeouts = z.object({
  connectMs: z.int().min(100).max(60_000),
  firstByteMs: z.int().min(1_000).max(3_600_000),
  idleMs: z.int().min(1_000).max(3_600_000),
  totalMs: z.int().min(1_000).max(86_400_000).nullable(),
});
export type Timeouts = z.infer<typeof Timeouts>;

/** Headers the owner wants sent to the service, such as its own API key; values never leave the gateway again. */
export const UpstreamHeader = z.object({
  name: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}$/),
  value: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[\x20-\x7e]*$/),
});

export const ServiceHealth = z.enum(['unknown', 'up', 'down']);

/** How a service was; `off` while the gateway itself did not run, so that nothing is known of the service. */
export const PastHealth = z.enum([...ServiceHealth.options, 'off']);
export type PastHealth = z.infer<typeof PastHealth>;

export const ServiceSummary = z.object({
  id: Id,
  name: z.string(),
  kind: ServiceKind,
  targets: z.array(Target.extend({ health: ServiceHealth })),
  balance: Balance,
  resilience: Resilience,
  queueSeconds: QueueSeconds,
  rules: ServiceRules,
  timeouts: Timeouts,
  maxBodyBytes: Count,
  paused: z.boolean(),
  /** Answers the bare Ollama routes (`/api/*`) and `/v1/*` when nothing else decides. */
  isDefault: z.boolean(),
  upstreamHeaderNames: z.array(z.string()),
  /** Shared by everybody who uses the service. */
  allowance: Allowance,
  rate: Rate.nullable(),
  /** Its limits only report what they would have refused. */
  shadow: z.boolean(),
  health: ServiceHealth,
  /** Path of this service on the gateway, such as `/proxy/1`. */
  gatewayPath: z.string(),
  createdAt: z.string(),
});
export type ServiceSummary = z.infer<typeof ServiceSummary>;

export const ServiceCreate = z.object({
  name: label(60),
  kind: ServiceKind.default('http'),
  targets: z.array(Target).min(1).max(16),
  /** Says that it is meant when another service has one of these addresses; ADDRESS_TAKEN otherwise. */
  sameAddress: z.boolean().optional(),
  timeouts: Timeouts.partial().optional(),
  maxBodyBytes: z.int().min(1024).max(17_179_869_184).optional(),
  isDefault: z.boolean().optional(),
  upstreamHeaders: z.array(UpstreamHeader).max(16).optional(),
  allowance: AllowanceChange.optional(),
  rate: Rate.nullable().optional(),
  shadow: z.boolean().optional(),
  balance: Balance.optional(),
  resilience: Resilience.partial().optional(),
  queueSeconds: QueueSeconds.optional(),
  rules: ServiceRules.partial().optional(),
});

const DiagnosisCode = z.enum([
  'ok',
  'refused',
  'name_unknown',
  'unreachable',
  'timeout',
  'tls',
  'wrong_kind',
  'needs_auth',
  'error_status',
  'not_http',
]);

/** A plain-words answer to "why does it not work" (S002-24..27); of several targets, the first that has trouble. */
export const Diagnosis = z.object({
  ok: z.boolean(),
  /** A code the window has a text for. */
  code: DiagnosisCode,
  status: z.int().nullable(),
  milliseconds: z.number(),
  /** One plain sentence in English for scripts. */
  message: z.string(),
  models: z.array(z.string()).max(500),
  /** Every address that was asked, in the order of the service's targets. */
  targets: z.array(z.object({ url: z.string(), ok: z.boolean(), code: DiagnosisCode })),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

/** A program of this computer that could be a service. */
export const FoundService = z.object({
  /** Null when it speaks no HTTP and so cannot be added. */
  kind: ServiceKind.nullable(),
  /** The program's own name, such as "Jan" for a service of the kind `openai`. */
  label: z.string(),
  /** It did not say what program it is: the label is a word for its kind, in English. */
  unnamed: z.literal(true).optional(),
  /** What to save as the target. */
  url: z.string(),
  version: z.string().nullable(),
  models: z.array(z.string()).max(500),
  /** The service that has this address already. */
  alreadyAdded: Id.nullable(),
  /** It also listens beyond this computer: other devices can go around the gateway. */
  exposed: z.boolean(),
  /** It asks for a key of its own. */
  needsAuth: z.boolean(),
  hint: z
    .object({
      /** A code the window has a text for. */
      code: z.enum(['start_with_api', 'is_gateway', 'not_http']),
      /** One plain sentence in English for scripts. */
      message: z.string(),
    })
    .nullable(),
});
export type FoundService = z.infer<typeof FoundService>;

export const services = {
  list: {
    kind: 'query',
    summary: 'All services',
    input: z.object({}),
    output: z.object({ services: z.array(ServiceSummary) }),
  },
  create: {
    kind: 'command',
    summary: 'Add a service',
    input: ServiceCreate,
    output: z.object({ service: ServiceSummary }),
  },
  update: {
    kind: 'command',
    summary: 'Change a service; only the fields sent are changed',
    // Without the default: a change that does not name the kind must not make it another.
    input: ServiceCreate.partial().extend({
      id: Id,
      kind: ServiceKind.optional(),
      paused: z.boolean().optional(),
    }),
    output: z.object({ service: ServiceSummary }),
  },
  remove: {
    kind: 'command',
    summary: 'Remove a service; keys that named it lose it',
    input: z.object({ id: Id }),
    output: z.object({ id: Id }),
  },
  clearCache: {
    kind: 'command',
    summary: 'Forget the answers that are kept of a service',
    input: z.object({ id: Id }),
    output: z.object({ id: Id, cleared: Count }),
  },
  test: {
    kind: 'query',
    summary: 'Call a service, or an address not yet saved, and say in plain words what came back',
    input: z.object({ id: Id }).or(z.object({ kind: ServiceKind, url: TargetUrl })),
    output: Diagnosis,
  },
  history: {
    kind: 'query',
    summary: 'How a service was in the last 7 days, and when the gateway did not run',
    input: z.object({ id: Id }),
    output: z.object({
      /** Before it nothing is known. */
      sinceAt: z.string(),
      /** Oldest first; the first is how it was at `sinceAt`, each holds until the next. */
      changes: z
        .array(z.object({ at: z.string(), health: PastHealth }))
        .min(1)
        .max(500),
    }),
  },
  discover: {
    kind: 'query',
    summary: 'Look for AI programs on this computer; takes two seconds at most',
    input: z.object({}),
    output: z.object({ found: z.array(FoundService) }),
  },
} as const;
