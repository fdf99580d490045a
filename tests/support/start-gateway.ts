import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import { silentLog } from '../../gateway/log';
import { startGateway as start, type Gateway, type GatewayOptions } from '../../gateway/server';
import { createHttpApi, TEST_ADMIN_SECRET } from './http-api';

export { createHttpApi, TEST_ADMIN_SECRET };

/** A whole gateway in this process, on free loopback ports and in a folder of its own. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly publicPort: number;
  readonly publicUrl: string;
  readonly adminPort: number;
  readonly adminUrl: string;
  readonly adminSecret: string;
  readonly dataDir: string;
  /** The admin API over HTTP, signed in with the admin secret. */
  readonly api: ClientOf<Operations>;
  /** Stops it; the folder goes too, unless it was given. */
  stop(): Promise<void>;
}

type TestOptions = Partial<Omit<GatewayOptions, 'dataDir'>> & { dataDir?: string };

/** Starts a gateway; everything about it can be overridden. */
export async function startGateway(options: TestOptions = {}): Promise<TestGateway> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'latchkey-test-')));
  const gateway = await start({
    version: '0.0.0-test',
    host: 'headless',
    publicPort: 0,
    adminPort: 0,
    adminSecret: TEST_ADMIN_SECRET,
    keychain: 'unavailable',
    keepSecret: () => {},
    log: silentLog,
    ...options,
    dataDir,
  });
  const { publicUrls, adminUrl } = gateway.addresses();
  const publicUrl = publicUrls[0] ?? '';
  return {
    gateway,
    publicUrl,
    publicPort: Number(new URL(publicUrl).port),
    adminUrl: adminUrl ?? '',
    adminPort: Number(new URL(adminUrl ?? '').port),
    adminSecret: options.adminSecret ?? TEST_ADMIN_SECRET,
    dataDir,
    api: createHttpApi(adminUrl ?? '', options.adminSecret ?? TEST_ADMIN_SECRET),
    async stop() {
      await gateway.stop(1000);
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
