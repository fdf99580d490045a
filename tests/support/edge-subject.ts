import type { EdgeCaps } from '../../gateway/edge/edge-caps';
import { startRawUpstream, type RawUpstream } from './raw-upstream';
import { startGateway, type TestGateway } from './start-gateway';

/** A whole gateway with one recorded service behind it and one key for that service. */
export interface EdgeSubject {
  readonly gateway: TestGateway;
  readonly port: number;
  readonly upstream: RawUpstream;
  readonly secret: string;
  readonly keyId: string;
  readonly serviceId: string;
  /** Path of the recorded service on the gateway. */
  readonly base: string;
  stop(): Promise<void>;
}

export async function startSubject(
  options: { edge?: Partial<EdgeCaps>; maxBodyBytes?: number } = {},
): Promise<EdgeSubject> {
  const upstream = await startRawUpstream();
  const gateway = await startGateway(options.edge ? { edge: options.edge } : {});
  const { service } = await gateway.api.services.create({
    name: 'recorded',
    kind: 'http',
    targets: [{ url: upstream.url }],
    ...(options.maxBodyBytes !== undefined && { maxBodyBytes: options.maxBodyBytes }),
  });
  const { key, secret } = await gateway.api.keys.create({
    name: 'phone',
    services: [service.id],
    rate_limit_requests: 100_000,
  });
  return {
    gateway,
    port: gateway.publicPort,
    upstream,
    secret,
    keyId: key.id,
    serviceId: service.id,
    base: `/proxy/${service.id}`,
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}
