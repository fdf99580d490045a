/**
 * The billing addresses of older gateways. Threat: a route that is matched by a pattern may fit more than it was meant
 * to; the one with an id in it is compared with a strict form, as it was sent. Each goes through an operation.
 */
import type { Request, RequestHandler, Response } from 'express';
import * as z from 'zod';
import type { Dispatch } from '#shared/contract/dispatch';
import { LatchkeyError } from '#shared/contract/errors';
import { billing } from '#shared/contract/operations/billing';
import { formatUnits, parseUnits } from '#shared/domain/money';
import { sendPlainJson, sendReply } from './admin-answer';
import type { AdminRoute } from './admin-route';
import type { Caller } from './caller';
import { addressOf } from './require-owner';

/** Writes an amount as a JSON number of exactly these digits: a number of JavaScript may lose some. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
const toDecimal = (nano: string): unknown => rawJson(formatUnits(BigInt(nano)));

type Ask = (req: Request, res: Response, name: string, input: unknown) => Promise<unknown>;

/** Asks an operation; a refusal is answered at once, and nothing is returned then. */
const createAsk =
  (dispatch: Dispatch<Caller>): Ask =>
  async (req, res, name, input) => {
    const reply = await dispatch(name, input, { via: 'http', ip: addressOf(req) });
    if (reply.ok) return reply.value;
    sendReply(req, res, reply);
    return undefined;
  };

const simulated = true;

function toSummary(value: unknown) {
  const { currency, totals, byService, byKey } = billing.summary.output.parse(value);
  return {
    total_cost: toDecimal(totals.costNano),
    total_requests: totals.billed,
    services: byService.map(({ serviceId, name, billed, costNano }) => ({
      ...{ service_id: serviceId, name, requests: billed, total_cost: toDecimal(costNano) },
    })),
    keys: byKey.map(({ keyId, name, billed, costNano }) => ({
      ...{ key_id: keyId, name, requests: billed, total_cost: toDecimal(costNano) },
    })),
    ...{ currency, simulated },
  };
}

const toKeys = (value: unknown) =>
  billing.keys.output.parse(value).keys.map((key) => ({
    key_id: key.keyId,
    name: key.name,
    price_per_request: toDecimal(key.pricePerRequestNano),
    total_cost: toDecimal(key.totalCostNano),
    requests: key.requests,
    simulated,
  }));

function toClosed(value: unknown) {
  const { closed } = billing.closeCycle.output.parse(value);
  const { id, billed, costNano } = closed;
  return {
    closed_cycle: id,
    total_requests: billed,
    total_cost: toDecimal(costNano),
    simulated,
  };
}

/** `GET /billing/summary`, `GET /billing/api-keys` and `POST /billing/reset`. */
export function createClassicBilling(dispatch: Dispatch<Caller>): AdminRoute[] {
  const ask = createAsk(dispatch);
  const route = (
    method: AdminRoute['method'],
    path: string,
    name: string,
    show: (value: unknown) => unknown,
  ): AdminRoute => ({
    ...{ method, path, access: 'owner' },
    async run(req, res) {
      const value = await ask(req, res, name, {});
      if (value !== undefined) sendPlainJson(req, res, show(value));
    },
  });
  return [
    route('GET', '/billing/summary', 'billing.summary', toSummary),
    route('GET', '/billing/api-keys', 'billing.keys', toKeys),
    route('POST', '/billing/reset', 'billing.closeCycle', toClosed),
  ];
}

/** Below it, `PUT /api-keys/<id>/pricing`. */
export const CLASSIC_KEYS_PATH = '/api-keys';
const PRICING = /^\/([A-Za-z0-9_-]{1,64})\/pricing$/;

/** True for the path of a key's price, and for nothing else. */
export const isKeyPricing = (path: string): boolean =>
  path.startsWith(`${CLASSIC_KEYS_PATH}/`) && PRICING.test(path.slice(CLASSIC_KEYS_PATH.length));

const Asked = z.object({ price_per_request: z.number().min(0).max(1e6).or(z.string().max(24)) });

/** Nano-units of a decimal; throws INPUT_INVALID for what cannot be written with nine decimals. */
function toNano(asked: unknown): string {
  const price = Asked.safeParse(asked).data?.price_per_request;
  const text = typeof price === 'number' ? price.toFixed(9) : price;
  try {
    const nano = parseUnits(text ?? '');
    const isExact = typeof price !== 'number' || Number(text) === price;
    if (isExact && nano >= 0n) return nano.toString();
  } catch {
    // No decimal at all: refused below like one that is not exact.
  }
  const message = 'price_per_request must be a decimal of at most nine places, from 0.';
  throw new LatchkeyError('INPUT_INVALID', { message });
}

/** Sets the price per request of one key; stands behind the owner check, with the body read. */
export function createKeyPricing(dispatch: Dispatch<Caller>): RequestHandler {
  const ask = createAsk(dispatch);
  return async (req, res) => {
    const keyId = PRICING.exec(req.path)?.[1];
    if (keyId === undefined) throw new LatchkeyError('NOT_FOUND');
    const perRequestNano = toNano(req.body);
    const value = await ask(req, res, 'billing.setPrice', {
      ...{ scope: { keyId }, price: { perRequestNano } },
    });
    if (value === undefined) return;
    const price = toDecimal(perRequestNano);
    sendPlainJson(req, res, { key_id: keyId, price_per_request: price, simulated });
  };
}
