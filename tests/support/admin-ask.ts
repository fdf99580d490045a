import { sendRaw, toRequest } from './raw-client';
import type { AdminWorld } from './admin-world';

export const JSON_TYPE = 'Content-Type: application/json';

/** A request to the admin listener; what is not given is as it must be for the owner. */
export interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly bearer?: string | undefined;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** Sends it as raw bytes: a browser's client would not let Host, Origin and Sec-Fetch-Site be set. */
export async function askAdmin(world: AdminWorld, place: string, asked: Asked = {}) {
  const { method = 'POST', host = `127.0.0.1:${world.port}`, headers = [JSON_TYPE] } = asked;
  const bearer = 'bearer' in asked ? asked.bearer : world.secret;
  const all = [`Host: ${host}`, ...headers];
  if (bearer !== undefined) all.push(`Authorization: Bearer ${bearer}`);
  const body = asked.body ?? (method === 'POST' ? '{"probe":1}' : '');
  const { first } = await sendRaw(world.port, toRequest(`${method} ${place}`, all, body));
  const { status, text } = first;
  return { status, text, headers: Object.fromEntries(first.headers) };
}
