import { app } from 'electron';
import type { EventMessage } from '#shared/contract/events';
import { developmentGateway } from './development';
import type { LaunchOptions } from './platform/launch-options';
import type { AdminSecret } from './secrets/admin-secret';
import { forkGateway } from './supervisor/fork-gateway';
import { GatewayWatch } from './supervisor/gateway-watch';
import { Supervisor, type StartOptions } from './supervisor/supervisor';
import type { SupervisorState } from './supervisor/supervisor-state';

interface GatewayHostDeps {
  readonly dataDir: string;
  readonly options: LaunchOptions;
  readonly secret: AdminSecret;
  readonly onChange: () => void;
  readonly onEvent: (event: EventMessage) => void;
  /** The owner's choice of a language, each time that it was read. */
  readonly onLanguage: (language: string) => void;
  readonly onGaveUp: (problem: string) => void;
  readonly log: (line: string) => void;
}

/** The supervised gateway together with what is known of it. */
interface GatewayHost {
  readonly supervisor: Supervisor;
  readonly watch: GatewayWatch;
}

async function toStartOptions(deps: GatewayHostDeps): Promise<StartOptions> {
  const { publicPort, adminPort, tlsPort } = deps.options;
  return {
    dataDir: deps.dataDir,
    version: app.getVersion(),
    ...(publicPort === undefined ? {} : { publicPort }),
    ...(adminPort === undefined ? {} : { adminPort }),
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(await deps.secret.read()),
  };
}

/** Puts supervisor and watch together; nothing runs before `supervisor.start()`. */
export function createGatewayHost(deps: GatewayHostDeps): GatewayHost {
  const onState = ({ phase, problem }: SupervisorState) => {
    if (phase === 'running') void watch.refresh();
    else watch.clear();
    if (phase === 'failed') deps.onGaveUp(problem ?? '');
  };
  const supervisor = new Supervisor({
    fork: () => forkGateway((text) => deps.log(`gateway: ${text.trimEnd()}`), developmentGateway()),
    startOptions: () => toStartOptions(deps),
    onState,
    onEvent: (event) => {
      watch.hear(event);
      deps.onEvent(event);
    },
    onSecret: (secret) => void deps.secret.keep(secret),
    log: deps.log,
  });
  const watch = new GatewayWatch({
    ...deps,
    send: (name, input) => supervisor.call(name, input),
  });
  return { supervisor, watch };
}
