import http2, { type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { afterAll, beforeAll } from 'vitest';
import { startGrpcService, type GrpcService } from './grpc-service';
import { startGateway, type TestGateway } from './start-gateway';
import { untilHttps } from './until-https';

/** The header that carries a key. */
export const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** One gateway for a file, in front of a gRPC service named `echo`, and a client that is connected by HTTPS. */
export function useGrpcHouse() {
  const house = {
    service: undefined as unknown as GrpcService,
    gateway: undefined as unknown as TestGateway,
    session: undefined as unknown as ClientHttp2Session,
    serviceId: '',
    /** Of a key that may call the service. */
    secret: '',
    clock: { wallMs: Date.now() },
    /** The headers of a call of one method. */
    to: (method: string, more: OutgoingHttpHeaders = {}): OutgoingHttpHeaders => ({
      ':path': `/proxy/echo/test.Echo/${method}`,
      ...bearer(house.secret),
      ...more,
    }),
    makeKey: (more: object = {}) =>
      house.gateway.api.keys.create({
        name: `k${Math.random()}`,
        services: [house.serviceId],
        ...more,
      }),
    /** What is on record of the key's last call. */
    lastOf: async (keyId: string) => (await house.gateway.api.audit.search({ keyId })).entries[0],
  };
  beforeAll(async () => {
    house.service = await startGrpcService();
    house.gateway = await startGateway({ tlsPort: 0, wallMs: () => house.clock.wallMs });
    const { api } = house.gateway;
    const targets = [{ url: house.service.url }];
    const made = await api.services.create({ name: 'echo', kind: 'http', targets });
    house.serviceId = made.service.id;
    ({ secret: house.secret } = await house.makeKey({ name: 'phone' }));
    await api.settings.update({ httpsEnabled: true });
    const { url, ca } = await untilHttps(house.gateway);
    house.session = http2.connect(url, { ca });
  });
  afterAll(async () => {
    house.session.destroy();
    await house.gateway.stop();
    await house.service.close();
  });
  return house;
}
