import { vi } from 'vitest';
import type { TestGateway } from './start-gateway';

/** Resolves with where HTTPS is on this computer, and the authority to believe; rejects when it does not come up in 30 seconds. */
export const untilHttps = (gateway: TestGateway): Promise<{ url: string; ca: string }> =>
  vi.waitFor(
    async () => {
      const { interfaces } = await gateway.api.network.interfaces({});
      const url = interfaces.find(({ address }) => address === '127.0.0.1')?.httpsUrl;
      const { certificate } = await gateway.api.network.certificate({});
      if (!url || !certificate) throw new Error('HTTPS did not come up');
      return { url, ca: certificate.caPem };
    },
    { timeout: 30_000, interval: 20 },
  );
