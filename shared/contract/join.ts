import * as z from 'zod';
import { isReadable } from '../domain/readable-name';
import { label } from './operations/fields';

/**
 * What a phone's page and the public listener say to each other. `GET /join/<code>` is the page (410 with the same page
 * once the code is used or too old), `POST /join/<code>` trades the code for a key, `GET /join/device` is the page of a
 * phone that has its key, `GET /join/trust` the one that explains how to trust the certificate.
 */
export const JoinRequest = z.object({
  /** What the owner will see in the list of keys. */
  name: label(60).refine(isReadable, 'must be readable'),
  /** Random text of the page: the same page may ask again when the answer was lost on its way, another one may not. */
  claim: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
});
export type JoinRequest = z.infer<typeof JoinRequest>;

export const JoinAnswer = z.object({
  keyId: z.string(),
  name: z.string(),
  /** The key itself: in this answer and nowhere else. */
  secret: z.string(),
  expiresAt: z.string().nullable(),
  person: z.string().nullable(),
  /** What the key may use; `path` is the service's own path on the gateway, such as `/proxy/1`. */
  services: z.array(
    z.object({ id: z.string(), name: z.string(), kind: z.string(), path: z.string() }),
  ),
  /** The same gateway over HTTPS; null when it is off. */
  https: z
    .object({
      url: z.string(),
      /** `own`: the device must be told to trust it first; `tailscale`: it does already. */
      source: z.enum(['own', 'tailscale']),
      fingerprintSha256: z.string(),
    })
    .nullable(),
});
export type JoinAnswer = z.infer<typeof JoinAnswer>;

/** What the page is about, as the `content` of its `<meta name="latchkey-page">`. */
export const JoinPage = z.enum(['open', 'used', 'expired', 'device', 'trust']);
export type JoinPage = z.infer<typeof JoinPage>;
