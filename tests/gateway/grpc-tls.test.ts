import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, test, vi } from 'vitest';
import { makeCa, makeLeaf } from '../../gateway/listeners/tls/make-certificates';
import { askGrpc } from '../support/grpc-call';
import { startGrpcService } from '../support/grpc-service';
import { startGateway } from '../support/start-gateway';
import { untilHttps } from '../support/until-https';

vi.setConfig({ testTimeout: 60_000 });

test('S003-90: a gRPC service over TLS is asked by HTTP/2, and one that is not believed or has no HTTP/2 is UNAVAILABLE', async () => {
  const nowMs = Date.now();
  const authority = await makeCa({ permittedNames: ['localhost'], label: 'x', nowMs });
  const stranger = await makeCa({ permittedNames: ['localhost'], label: 'y', nowMs });
  const known = await makeLeaf(authority, ['127.0.0.1'], nowMs);
  const trusted = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...trusted, authority.certPem]);
  const good = await startGrpcService(known);
  const unknown = await startGrpcService(await makeLeaf(stranger, ['127.0.0.1'], nowMs));
  const old = https.createServer({ cert: known.certPem, key: known.keyPem }, (_req, res) =>
    res.end('hello'),
  );
  await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
  const oldUrl = `https://127.0.0.1:${(old.address() as AddressInfo).port}`;
  const gateway = await startGateway({ tlsPort: 0 });
  const { api } = gateway;
  await api.services.create({ name: 'good', kind: 'http', targets: [{ url: good.url }] });
  await api.services.create({ name: 'unknown', kind: 'http', targets: [{ url: unknown.url }] });
  await api.services.create({ name: 'old', kind: 'http', targets: [{ url: oldUrl }] });
  const { secret } = await api.keys.create({ name: 'phone', services: '*' });
  await api.settings.update({ httpsEnabled: true });
  const { url, ca } = await untilHttps(gateway);
  const session = http2.connect(url, { ca });
  const ask = (name: string) =>
    askGrpc(session, { ':path': `/proxy/${name}/test.Echo/Unary`, 'x-api-key': secret });
  const got = await ask('good');
  expect(got.messages).toEqual(['you said hi']);
  expect(got.end['grpc-status']).toBe('0');
  expect(good.reached[0]?.headers[':scheme']).toBe('https');
  expect((await ask('unknown')).end['grpc-status']).toBe('14');
  expect(unknown.reached).toEqual([]);
  expect((await ask('old')).end['grpc-status']).toBe('14');
  session.destroy();
  await gateway.stop();
  await Promise.all([good.close(), unknown.close()]);
  old.close();
  tls.setDefaultCACertificates(trusted);
});
