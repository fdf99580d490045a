import { createDiscovery } from './listeners/discovery-mdns';
import { parseListenSpec } from './listeners/listen-spec';
import { createListenerSet } from './listeners/listener-set';
import { createTls } from './listeners/tls/create-tls';
import type { createPublicListeners } from './public-listeners';
import type { GatewayOptions } from './server';
import type { ConfigStore } from './storage/config-store';

interface ListenerPlaneDeps {
  readonly options: GatewayOptions;
  readonly config: ConfigStore;
  readonly servers: Pick<
    ReturnType<typeof createPublicListeners>,
    'createServer' | 'createSecureServer'
  >;
}

/** Where devices find the gateway: its addresses over HTTP and HTTPS, and what the home network is told of them. */
export function createListenerPlane({ options, config, servers }: ListenerPlaneDeps) {
  const settings = () => config.current.settings;
  const tls = createTls({
    dataDir: options.dataDir,
    settings,
    tlsPort: options.tlsPort,
    createServer: servers.createSecureServer,
    nowMs: options.wallMs,
  });
  const publicPort = options.publicPort ?? settings().publicPort;
  const listeners = createListenerSet({
    createServer: servers.createServer,
    publicPort,
    enabledInterfaces: () => config.current.enabledInterfaces,
    listen: parseListenSpec(options.listen),
    readInterfaces: options.readInterfaces,
    pollMs: options.pollMs,
    secure: tls.secure,
    // The window must open to say which program has the port; a script wants to know at once.
    startsWithoutLoopback: options.host === 'desktop',
  });
  const discovery = createDiscovery({
    isWanted: () => settings().mdnsEnabled && config.current.keys.length > 0,
    report: options.log.error,
  });
  const tellNetwork = () => discovery.follow(listeners.snapshot());
  listeners.onChange(tellNetwork);
  config.onChange((next, before) => {
    tellNetwork();
    const [now, was] = [next.settings, before.settings];
    if (now.httpsEnabled !== was.httpsEnabled || now.tlsPort !== was.tlsPort) {
      void listeners.refresh();
    }
  });
  return {
    listeners,
    publicPort,
    tailnetName: tls.tailnetName,
    caPem: tls.caPem,
    closeDiscovery: discovery.close,
  };
}

export type ListenerPlane = ReturnType<typeof createListenerPlane>;
