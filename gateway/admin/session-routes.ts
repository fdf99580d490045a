import type { Request } from 'express';
import * as z from 'zod';
import { LatchkeyError } from '#shared/contract/errors';
import { sendReply } from './admin-answer';
import type { AdminRoute } from './admin-route';
import { isCodeForm } from './one-time-codes';
import { bearerOf, refuseEnded, refuseGuess, type OwnerDeps } from './require-owner';

const SignIn = z
  .strictObject({ secret: z.string().min(1).max(512) })
  .or(z.strictObject({ code: z.string().min(1).max(40) }));

function assertProof(deps: OwnerDeps, req: Request): void {
  const asked = SignIn.safeParse(req.body);
  if (!asked.success) throw new LatchkeyError('INPUT_INVALID');
  if ('secret' in asked.data) {
    if (deps.auth.check(asked.data.secret) !== 'secret') refuseGuess(deps, req);
  } else if (!deps.auth.redeemCode(asked.data.code)) {
    if (isCodeForm(asked.data.code)) refuseEnded(deps, req);
    refuseGuess(deps, req);
  }
}

/** How a browser signs in: the secret, or a one-time code from the app, against a token that ends after 15 minutes. */
export const createSessionRoutes = (deps: OwnerDeps): AdminRoute[] => [
  {
    method: 'POST',
    path: '/admin/v1/session',
    access: 'open',
    run(req, res) {
      assertProof(deps, req);
      sendReply(req, res, { ok: true, value: deps.auth.createSession() });
    },
  },
  {
    method: 'POST',
    path: '/admin/v1/session/renew',
    access: 'owner',
    run: (req, res) => sendReply(req, res, { ok: true, value: deps.auth.createSession() }),
  },
  {
    method: 'POST',
    path: '/admin/v1/session/end',
    access: 'owner',
    run(req, res) {
      deps.auth.endSession(bearerOf(req) ?? '');
      sendReply(req, res, { ok: true, value: {} });
    },
  },
];
