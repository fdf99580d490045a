import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { openRaw, toRequest } from '../support/raw-client';

const CAP = 8;
let gw: EdgeSubject;
beforeAll(async () => {
  gw = await startSubject({ edge: { maxPerLoopback: CAP } });
});
afterAll(() => gw.stop());

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket'];

/** The status of an upgrade whose caller goes on talking before it leaves. */
async function statusOf(bytes: string): Promise<number | undefined> {
  const connection = await openRaw(gw.port);
  connection.write(bytes);
  const [answer] = await connection.answers(1);
  connection.write('something more');
  connection.socket.end();
  await connection.closed().catch(() => {});
  connection.destroy();
  return answer?.status;
}

test.each([
  ['without a key', '/ws', UPGRADE, 401],
  ['with a body', '/ws', [...UPGRADE, 'Content-Length: 3'], 400],
  ['for a bad address', '/../ws', UPGRADE, 400],
])(
  'P-58, P-66: a WebSocket refused %s gives its connection back',
  async (_what, where, headers, status) => {
    for (let times = 0; times < CAP * 2; times++) {
      expect(await statusOf(toRequest(`GET ${gw.base}${where}`, headers))).toBe(status);
    }
  },
);

test('P-58, P-66: nor does one that the service does not agree to keep its connection', async () => {
  const bytes = toRequest(`GET ${gw.base}/ws`, [...UPGRADE, `X-API-Key: ${gw.secret}`]);
  for (let times = 0; times < CAP * 2; times++) expect(await statusOf(bytes)).toBe(200);
});
