import { expect } from 'vitest';
import { anyText, row, type Prepared, type Row } from './row';

const phone = ({ phone: { id } }: Prepared) => ({ id });
const old = ({ old: { id } }: Prepared) => ({ id });
const phoneIs = (state: string) => (prepared: Prepared) => ({
  key: { ...phone(prepared), state, name: 'Phone', hint: `lk_${prepared.phone.id}_…` },
});
/** An invitation that waits. */
const invited = async ({ world }: Prepared) => {
  await world.http('network.enable', { id: 'eth0/ipv4' });
  const { pairing } = await world.pairing.start({ services: '*', pace: 'everyday' });
  return { id: pairing?.id };
};
const lan = (state: string) => ({ interfaces: [{ id: 'eth0/ipv4', state }] });

const FAR = '2099-01-01T00:00:00Z';

/** One row for each operation on the state, services, keys, people and the network. */
export const servingRows: Record<string, Row> = {
  'status.live': row({}, { calls: [], total: 0, waiting: [] }),
  'status.get': row({}, { state: 'running', services: 1, activeKeys: 1, problems: [] }),
  'services.list': row({}, { services: [{ id: '1', name: 'Chat', gatewayPath: '/proxy/1' }] }),
  'services.create': row(
    {
      name: 'Second',
      kind: 'openai',
      targets: [{ url: 'http://127.0.0.1:8000/v1' }],
      upstreamHeaders: [{ name: 'authorization', value: 'Bearer theirs' }],
    },
    { service: { id: '2', name: 'Second', upstreamHeaderNames: ['authorization'] } },
  ),
  'services.update': row(
    { id: '1', paused: true },
    { service: { id: '1', paused: true, kind: 'ollama' } },
  ),
  'services.remove': row({ id: '1' }, { id: '1' }),
  'services.clearCache': row({ id: '1' }, { id: '1', cleared: 0 }),
  'services.test': row(
    { id: '1' },
    { ok: true, code: 'ok', models: ['llama3.2:3b'], targets: [{ ok: true, code: 'ok' }] },
  ),
  'services.history': row({ id: '1' }, { changes: [{ health: 'unknown' }] }),
  'services.discover': row({}, { found: expect.any(Array) as unknown[] }),
  'keys.list': row({}, (p: Prepared) => ({ keys: [phoneIs('active')(p).key, old(p)] })),
  'keys.create': row(
    { name: 'Tablet', services: ['1'], rate_limit_requests: 5, expiresAt: '2099-01-01T00:00:00Z' },
    { secret: expect.stringMatching(/^lk_/) as string, key: { name: 'Tablet', state: 'active' } },
  ),
  'keys.update': row(
    (p: Prepared) => ({ ...phone(p), rate_limit_requests: 3 }),
    (p: Prepared) => ({ key: { ...phone(p), rate_limit_requests: 3 } }),
  ),
  'keys.pause': row(phone, phoneIs('paused')),
  'keys.resume': row(phone, phoneIs('active')),
  'keys.rotate': row(
    (p: Prepared) => ({ ...phone(p), overlapSeconds: 60 }),
    (p: Prepared) => ({ ...phoneIs('active')(p), secret: expect.stringMatching(/^lk_/) as string }),
  ),
  'keys.revoke': row(phone, phoneIs('revoked')),
  'keys.remove': row(old, old),
  'keys.raise': row(
    (p: Prepared) => ({ ...phone(p), measure: 'calls', extra: '2', until: '2099-01-01T00:00:00Z' }),
    { key: { raises: [{ measure: 'calls', extra: '2', until: '2099-01-01T00:00:00.000Z' }] } },
  ),
  'keys.unraise': row(
    async (p: Prepared) => {
      await p.world.keys.raise(p.phone.id, { measure: 'calls', extra: '2', until: FAR });
      return { ...phone(p), measure: 'calls', extra: '2', until: FAR };
    },
    { key: { raises: [] } },
  ),
  'keys.topUp': row((p: Prepared) => ({ ...phone(p), amountNano: '5000000000' }), {
    key: { allowance: { money: { total: '5000000000', day: null } } },
  }),
  'keys.allowance': row(phone, { states: expect.any(Array) as [] }),
  'people.list': row({}, { people: [{ id: 'p1', name: 'Mum', keys: 1 }] }),
  'people.create': row(
    { name: 'Tim', allowance: { tokens: { day: 500 } } },
    { person: { id: 'p2', name: 'Tim', keys: 0, allowance: { tokens: { day: 500, week: null } } } },
  ),
  'people.update': row({ id: 'p1', name: 'Mother' }, { person: { id: 'p1', name: 'Mother' } }),
  'people.raise': row(
    { id: 'p1', measure: 'tokens', extra: '50', until: '2099-01-01T00:00:00Z' },
    { person: { raises: [{ measure: 'tokens', extra: '50', until: '2099-01-01T00:00:00.000Z' }] } },
  ),
  'people.unraise': row(
    async ({ world }: Prepared) => {
      await world.people.raise('p1', { measure: 'tokens', extra: '50', until: FAR });
      return { id: 'p1', measure: 'tokens' };
    },
    { person: { raises: [] } },
  ),
  'people.remove': row({ id: 'p1' }, { id: 'p1' }),
  'keys.check': row(
    (p: Prepared) => ({ secret: p.phone.secret }),
    (p: Prepared) => ({ verdict: 'valid', ...phoneIs('active')(p) }),
  ),
  'network.interfaces': row({}, lan('off')),
  'network.enable': row({ id: 'eth0/ipv4' }, lan('listening')),
  'network.disable': row({ id: 'eth0/ipv4' }, lan('off')),
  'network.certificate': row({}, { certificate: null, problem: null }),
  'network.renewCertificate': row({ newAuthority: true }, { certificate: null, problem: null }),
  'pairing.start': row(
    async ({ world }: Prepared) => {
      await world.http('network.enable', { id: 'eth0/ipv4' });
      return { services: ['1'], person: 'Mum', pace: 'light' };
    },
    {
      pairing: { state: 'waiting', way: { works: true }, firewall: { name: 'ufw' }, device: null },
      url: expect.stringMatching(/^http:\/\/192\.168\.1\.20:5539\/join\/\w{22}$/) as string,
      ways: [{ interfaceId: 'eth0/ipv4', works: true, problem: null }],
    },
  ),
  'pairing.status': row(invited, { pairing: { state: 'waiting', device: null } }),
  'pairing.cancel': row(invited, { pairing: { state: 'cancelled' } }),
  'network.probe': row({ id: 'eth0/ipv4' }, { reachable: false, message: anyText }),
};
