import * as z from 'zod';
import { label } from './fields';

/** http:// or https://, without user, query or fragment; a path is a prefix. */
export const TargetUrl = z.string().trim().min(8).max(2048);

export const Target = z.object({
  url: TargetUrl,
  /** Share of the calls compared with the other targets; 0 is only used when no other is left. */
  weight: z.int().min(0).max(100).default(1),
  /** Hardware address of a computer that may sleep: it is woken, and the call waits for it. */
  wakeMac: z
    .string()
    .regex(/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/)
    .nullable()
    .default(null),
});
export type Target = z.infer<typeof Target>;

/** How a service with several targets shares its calls out. */
export const Balance = z.enum(['weighted', 'least-busy', 'sticky']);

/** How long and how a target that fails is left alone. */
export const Resilience = z.object({
  /** Ask every target so often whether it is well; null is only looking at real calls. */
  checkSeconds: z.int().min(5).max(3600).nullable(),
  /** So many failures in a row open the circuit … */
  failures: z.int().min(1).max(100),
  /** … for so long; then one call tries again. */
  openSeconds: z.int().min(1).max(3600),
  /** Other targets are tried for a call that had no answer yet and may be repeated. */
  retries: z.int().min(0).max(5),
});

const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}$/);
const HeaderValue = z
  .string()
  .max(4096)
  .regex(/^[\x20-\x7e]*$/);

const HeaderRule = z.object({
  name: HeaderName,
  /** Null removes the header. */
  value: HeaderValue.nullable(),
});

const PathPattern = z.string().regex(/^\/[\x21-\x7e]{0,500}$/);

/** Any JSON value. Not zod's own recursive one: a schema that refers to itself cannot stand inside the API document. */
const JsonValue = z
  .unknown()
  .refine((value) => value !== undefined && JSON.stringify(value).length <= 10_000, 'is too long');

/** Everything the owner may change about calls to a service on their way. Off unless set: bytes go through as they are. */
export const ServiceRules = z.object({
  /** Methods that are passed on; null is all of them. */
  methods: z
    .array(z.string().regex(/^[A-Z]{3,10}$/))
    .max(20)
    .nullable(),
  requestHeaders: z.array(HeaderRule).max(50),
  responseHeaders: z.array(HeaderRule).max(50),
  /** The first prefix that fits is replaced. */
  rewrites: z.array(z.object({ from: PathPattern, to: PathPattern })).max(50),
  /** Paths that go to certain targets only, by their place in the list, from 0. */
  routes: z
    .array(
      z.object({
        path: PathPattern,
        targets: z.array(z.int().min(0).max(15)).min(1),
      }),
    )
    .max(50),
  json: z.object({
    /** Set whatever was sent. */
    set: z.record(z.string().max(100), JsonValue),
    /** Set where nothing was sent. */
    defaults: z.record(z.string().max(100), JsonValue),
    /** Numbers that are lowered to these. */
    caps: z.record(z.string().max(100), z.number()),
  }),
  /** Answers to calls that change nothing are kept for so long; null keeps none. */
  cacheSeconds: z.int().min(1).max(86_400).nullable(),
  /** Ask the service to say how many AI tokens a stream took, and hide that from apps that did not ask. */
  askForUsage: z.boolean(),
  /** Speak for apps of other dialects than the service's own. */
  translate: z.boolean(),
});
export type ServiceRules = z.infer<typeof ServiceRules>;

/** How long a call may wait for its turn when the service is busy; 0 refuses at once. */
export const QueueSeconds = z.int().min(0).max(600);

/** Another name for a model, such as "fast" or "kitchen". */
export const ModelAlias = z.object({
  name: label(100),
  model: label(200),
  serviceId: z.string().min(1).max(64).nullable(),
});
export type ModelAlias = z.infer<typeof ModelAlias>;

/** A sign-in service whose tokens are taken instead of a key. */
export const JwtIssuer = z.object({
  issuer: z.url().max(500),
  audience: z.string().min(1).max(500),
  jwksUrl: z.url().max(500),
  /** Claim that names the person; its value is matched with the people here. */
  personClaim: z.string().min(1).max(100),
  /** Claim with service names the caller may use; null leaves it to the key. */
  scopesClaim: z.string().min(1).max(100).nullable(),
  /** The key whose rights and limits hold. */
  keyId: z.string().min(1).max(64),
});
export type JwtIssuer = z.infer<typeof JwtIssuer>;

/** A person of the tailnet who needs no key. */
const TailnetLogin = z.object({
  /** Such as `mum@example.com`. */
  login: z.string().min(1).max(200),
  /** The key whose rights and limits hold. */
  keyId: z.string().min(1).max(64),
});

/** Ways to be known besides a key. */
export const Identity = z.object({
  jwt: z.array(JwtIssuer).max(10),
  tailnet: z.array(TailnetLogin).max(100),
});

/** Where traces are sent (OTLP over HTTP); null sends none. */
export const Tracing = z
  .object({
    endpoint: z.url().max(500),
    headers: z.array(z.object({ name: HeaderName, value: HeaderValue })).max(10),
  })
  .nullable();
