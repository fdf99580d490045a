import type { Status } from '#shared/contract/operations/system';
import type { Runtime } from './admin/handlers/system';
import type { ListenerSet } from './listeners/listener-set';
import type { FairQueue } from './limits/fair-queue';
import type { LiveCalls } from './pipeline/live-calls';
import { isPaused } from './limits/pause';
import type { GatewayOptions } from './server';
import type { Stores } from './stores';

interface RuntimeDeps {
  readonly options: GatewayOptions;
  readonly stores: Stores;
  readonly listeners: ListenerSet;
  readonly live: LiveCalls;
  readonly queue: Pick<FairQueue, 'waiting'>;
  readonly adminUrl: () => string | null;
}

type Problem = Status['problems'][number];

const problem = (code: Problem['code'], message: string): Problem => ({ code, message });

function storeProblems({ config, ledger, audit }: Stores): Problem[] {
  const found: Problem[] = [];
  if (config.recovered) {
    found.push(
      problem('config_recovered', 'The settings file was damaged; its last good copy is in use.'),
    );
  }
  if (ledger.recovered) {
    found.push(
      problem('ledger_recovered', 'The record of calls was damaged and has been set aside.'),
    );
  }
  if (audit.isUnsure) {
    found.push(
      problem('record_unsure', 'The end of the record may have been cut off: check the record.'),
    );
  }
  if (!ledger.healthy || !audit.healthy) {
    found.push(
      problem(
        'record_unavailable',
        'Calls cannot be recorded, so they are paused. Is the disk full?',
      ),
    );
  }
  return found;
}

const listenerProblems = (listeners: ListenerSet): Problem[] =>
  listeners.snapshot().flatMap((one) => {
    if (!one.enabled || one.problem === null) return [];
    return [problem(one.state === 'port_taken' ? 'port_taken' : 'address_gone', one.problem)];
  });

function tlsProblems(listeners: ListenerSet): Problem[] {
  const text = listeners.certificate().problem;
  return text === null ? [] : [problem('tls_failed', text)];
}

function secretProblems({ options, stores }: RuntimeDeps): Problem[] {
  if (options.host === 'desktop' && options.keychain === 'unavailable') {
    const message = 'The keychain of this computer did not answer. The window works without it.';
    return [problem('keychain_locked', message)];
  }
  if (stores.config.current.adminHash !== null) return [];
  return [problem('no_admin_secret', 'No admin secret is set: the panel works in the app only.')];
}

/** What only the running gateway knows of itself. */
export function createRuntime(deps: RuntimeDeps): Runtime {
  const { options, stores, listeners, live, queue } = deps;
  const startedAt = new Date().toISOString();
  return () => {
    const problems = [
      ...storeProblems(stores),
      ...listenerProblems(listeners),
      ...tlsProblems(listeners),
      ...secretProblems(deps),
    ];
    const isTrouble = problems.some(
      ({ code }) => code === 'record_unavailable' || code === 'port_taken',
    );
    const paused = isPaused(stores.config.current.settings, (options.wallMs ?? Date.now)());
    return {
      version: options.version,
      state: paused ? 'paused' : isTrouble ? 'trouble' : 'running',
      startedAt,
      host: options.host,
      dataDir: options.dataDir,
      adminUrl: deps.adminUrl(),
      publicUrls: listeners.urls(),
      liveCalls: live.count,
      waiting: queue.waiting,
      problems,
    };
  };
}
