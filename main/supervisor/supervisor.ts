import type { Reply } from '#shared/contract/define';
import type { EventMessage } from '#shared/contract/events';
import type { ToGateway } from '#shared/contract/gateway-link';
import { t } from '../text/t';
import { GatewayLink, refusal, type Announcement, type LinkPort } from './gateway-link';
import {
  initialState,
  nextState,
  restartDelayMs,
  WELL_AFTER_MS,
  type SupervisorEvent,
  type SupervisorState,
} from './supervisor-state';

/** One gateway process as the supervisor sees it. */
export interface GatewayChild {
  readonly port: LinkPort;
  /** `cause` is one plain sentence. Called once. */
  onExit(listener: (cause: string) => void): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

export type StartOptions = Extract<ToGateway, { type: 'start' }>['options'];

export interface SupervisorDeps {
  readonly fork: () => GatewayChild;
  /** Asked before each start; may take as long as the keychain does. */
  readonly startOptions: () => Promise<StartOptions>;
  readonly onState: (state: SupervisorState) => void;
  readonly onEvent: (event: EventMessage) => void;
  readonly onSecret: (secret: string) => void;
  readonly log: (line: string) => void;
  readonly nowMs?: () => number;
  readonly random?: () => number;
}

const PING_EVERY_MS = 2_000;
const PINGS_UNTIL_HUNG = 5;
const START_LIMIT_MS = 60_000;
/** After its grace has passed, the gateway gets this long to flush and leave. */
const LEAVE_LIMIT_MS = 1_500;

/** Why it could not start, in the owner's language; in the gateway's own words where it gave no reason that is known. */
const toRefusal = ({ reason, message }: Extract<Announcement, { type: 'failed' }>): string =>
  reason === undefined ? message : t().supervisor.refused[reason];

/**
 * Keeps one gateway process alive: restarts it after a crash with growing pauses, ends it when it no longer answers,
 * and gives up with a cause when it cannot be kept. Never runs two at a time.
 */
export class Supervisor {
  readonly #deps: SupervisorDeps;
  readonly #nowMs: () => number;
  #state = initialState;
  #child: GatewayChild | undefined;
  #link: GatewayLink | undefined;
  #isStopping = false;
  /** The child got its start message: before that there is nothing in it to save. */
  #isTold = false;
  #killCause: string | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #whenStarted: (() => void)[] = [];
  #whenGone: (() => void)[] = [];

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
    this.#nowMs = deps.nowMs ?? (() => performance.now());
  }

  get state(): SupervisorState {
    return this.#state;
  }

  /** Starts the gateway unless one is there already. */
  start(): void {
    if (this.#child && this.#state.phase === 'failed') {
      // It said why it cannot start and is on its way out.
      this.#whenGone.push(() => this.start());
      return;
    }
    if (this.#child || this.#state.phase === 'starting') return;
    clearTimeout(this.#timer);
    this.#isStopping = false;
    this.#apply({ type: 'start' });
    void this.#launch();
  }

  /** Passes an operation on. While the gateway starts it waits; when there is none it says GATEWAY_DOWN at once. */
  async call(name: string, input: unknown): Promise<Reply> {
    if (this.#state.phase === 'starting') {
      await new Promise<void>((resolve) => this.#whenStarted.push(resolve));
    }
    if (!this.#link || this.#state.phase !== 'running') return refusal('GATEWAY_DOWN');
    return this.#link.call(name, input);
  }

  /** Resolves when the process is gone: by itself within `graceMs` and a little more, or killed. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    if (!this.#child) return this.#apply({ type: 'stopped' });
    const gone = new Promise<void>((resolve) => this.#whenGone.push(resolve));
    if (this.#isTold) this.#link?.send({ type: 'stop', graceMs });
    else this.#child.kill();
    const limit = setTimeout(() => {
      this.#deps.log('the gateway did not stop in time and was ended');
      this.#child?.kill();
    }, graceMs + LEAVE_LIMIT_MS);
    await gone;
    clearTimeout(limit);
  }

  async #launch(): Promise<void> {
    const child = this.#deps.fork();
    this.#child = child;
    this.#killCause = undefined;
    this.#isTold = false;
    const link = new GatewayLink(child.port, (message) => this.#hear(message));
    this.#link = link;
    child.onExit((cause) => this.#exited(cause));
    this.#timer = setTimeout(() => this.#kill(t().supervisor.slowStart), START_LIMIT_MS);
    const options = await this.#deps.startOptions();
    if (this.#link !== link || this.#isStopping) return;
    this.#isTold = true;
    link.send({ type: 'start', options });
  }

  #hear(message: Announcement): void {
    switch (message.type) {
      case 'ready':
        return this.#becameReady();
      case 'failed':
        this.#deps.log(`the gateway cannot start: ${message.code} ${message.message}`);
        return this.#apply({ type: 'refused', message: toRefusal(message) });
      case 'keepSecret':
        return this.#deps.onSecret(message.secret);
      case 'event':
        return this.#deps.onEvent(message.event);
      case 'stopped':
        return;
    }
  }

  #becameReady(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#apply({ type: 'well' }), WELL_AFTER_MS);
    this.#heartbeat = setInterval(() => this.#beat(), PING_EVERY_MS);
    this.#apply({ type: 'ready' });
  }

  #beat(): void {
    if (!this.#link) return;
    if (this.#link.unansweredPings >= PINGS_UNTIL_HUNG) this.#kill(t().supervisor.hung);
    else this.#link.ping();
  }

  #kill(cause: string): void {
    this.#killCause = cause;
    this.#child?.kill();
  }

  #exited(cause: string): void {
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    this.#link?.close();
    this.#link = undefined;
    this.#child = undefined;
    if (this.#isStopping) this.#apply({ type: 'stopped' });
    else if (this.#state.phase !== 'failed') this.#crashed(this.#killCause ?? cause);
    for (const resolve of this.#whenGone.splice(0)) resolve();
  }

  #crashed(cause: string): void {
    this.#deps.log(`the gateway ended unexpectedly: ${cause}`);
    this.#apply({ type: 'crashed', atMs: this.#nowMs(), cause });
    if (this.#state.phase !== 'restarting') return;
    const random = (this.#deps.random ?? Math.random)();
    const delayMs = restartDelayMs(this.#state.crashesMs.length, random);
    this.#timer = setTimeout(() => this.start(), delayMs);
  }

  #apply(event: SupervisorEvent): void {
    this.#state = nextState(this.#state, event);
    if (this.#state.phase !== 'starting') for (const go of this.#whenStarted.splice(0)) go();
    this.#deps.onState(this.#state);
  }
}
