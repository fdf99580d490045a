import type { Request, Response } from 'express';
import * as z from 'zod';
import type { Dispatch } from '#shared/contract/dispatch';
import { sendPlainJson, sendReply } from './admin-answer';
import type { AdminRoute } from './admin-route';
import type { Caller } from './caller';
import { createClassicBilling } from './classic-billing';
import { addressOf } from './require-owner';

const Asked = z.object({ name: z.unknown(), target_url: z.unknown() });
const Created = z.object({ service: z.object({ id: z.string(), gatewayPath: z.string() }) });

/** Names of older gateways over today's operations, with the same checks: what they ask for is never more than the owner may. */
export const createClassicRoutes = (dispatch: Dispatch<Caller>): AdminRoute[] => [
  ...createClassicBilling(dispatch),
  {
    method: 'POST',
    path: '/register-api',
    access: 'owner',
    async run(req: Request, res: Response) {
      const { name, target_url: url } = Asked.safeParse(req.body).data ?? {};
      // Its callers are scripts of older gateways, which knew no such question.
      const input = { name, kind: 'http', targets: [{ url }], sameAddress: true };
      const caller: Caller = { via: 'http', ip: addressOf(req) };
      const reply = await dispatch('services.create', input, caller);
      if (!reply.ok) return sendReply(req, res, reply);
      const { service } = Created.parse(reply.value);
      sendPlainJson(req, res, { service_id: service.id, gateway_url: service.gatewayPath });
    },
  },
];
