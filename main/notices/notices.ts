import { createClient } from '#shared/contract/client';
import type { Transport } from '#shared/contract/define';
import type { EventMessage, Events } from '#shared/contract/events';
import { operations } from '#shared/contract/operations/registry';
import type { Settings, Status } from '#shared/contract/operations/system';
import { toLocalTime } from '#shared/domain/time-zone';
import { createNoteLimit, toPlainText, type NoteKind } from './note-limit';
import { ServiceOutages } from './service-outages';

export interface NoticeDeps {
  /** Shows one note where the desktop can show notes. */
  readonly show: (title: string, body: string) => void;
  /** Asks the gateway. */
  readonly send: Transport;
  /** Wall clock. */
  readonly nowMs?: () => number;
}

type Quiet = Pick<Settings, 'timeZone'> & Pick<Settings['alerts'], 'doNotDisturb'>;

const MOST_REMEMBERED = 1_000;

const toMinutes = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function isQuiet({ doNotDisturb, timeZone }: Quiet, atMs: number): boolean {
  if (!doNotDisturb) return false;
  const { hour, minute } = toLocalTime(atMs, timeZone);
  const now = hour * 60 + minute;
  const [from, to] = [toMinutes(doNotDisturb.from), toMinutes(doNotDisturb.to)];
  return from < to ? now >= from && now < to : now >= from || now < to;
}

/**
 * Tells the owner on the desktop what cannot wait until the window is opened: alerts, calls that cannot be recorded,
 * services that are gone. One note of a kind in ten minutes at most, and none in the hours in which nothing may be shown.
 */
export class Notices {
  readonly #deps: NoticeDeps;
  readonly #nowMs: () => number;
  readonly #api;
  readonly #mayShow: (kind: NoteKind) => boolean;
  readonly #outages: ServiceOutages;
  readonly #toldThreats = new Set<string>();
  #quiet: Quiet = { doNotDisturb: null, timeZone: 'auto' };
  #state: Status['state'] | undefined;
  #isTroubleTold = false;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
    this.#nowMs = deps.nowMs ?? Date.now;
    this.#api = createClient(operations, deps.send);
    this.#mayShow = createNoteLimit(this.#nowMs);
    this.#outages = new ServiceOutages({
      list: async () => (await this.#api.services.list({})).services,
      down: (name) =>
        this.#tell('service_down', `${name} does not answer`, 'Calls to it fail. Is it running?'),
      back: (name) => void this.#tell('service_back', `${name} is back`, 'Calls go through again.'),
      nowMs: this.#nowMs,
    });
  }

  hear(event: EventMessage): void {
    if (event.name === 'threat') void this.#hearThreat(event.payload);
    if (event.name === 'changed' && event.payload.group === 'services') void this.#outages.look();
  }

  /** What the gateway says of itself now; undefined when there is none. */
  see(state: Status['state'] | undefined): void {
    if (state === this.#state) return;
    const before = this.#state;
    this.#state = state;
    if (state === undefined) return this.#outages.clear();
    if (before === undefined) void this.#outages.look();
    if (state === 'trouble') void this.#tellTrouble();
    else if (this.#isTroubleTold && state === 'running') {
      this.#isTroubleTold = false;
      void this.#tell('trouble_over', 'Latchkey works again', 'Calls are answered as before.');
    }
  }

  /** The gateway cannot be kept running. */
  gaveUp(problem: string): void {
    void this.#tell('trouble', 'Latchkey is not running', problem);
  }

  async #hearThreat({ threat }: Events['threat']): Promise<void> {
    const { id, severity, state, message } = threat;
    if (severity === 'notice' || state !== 'open' || this.#toldThreats.has(id)) return;
    if (this.#toldThreats.size >= MOST_REMEMBERED) this.#toldThreats.clear();
    this.#toldThreats.add(id);
    const title = severity === 'serious' ? 'Someone may be trying to get in' : 'Something unusual';
    await this.#tell('threat', title, message);
  }

  async #tellTrouble(): Promise<void> {
    const status = await this.#api.status.get({}).catch(() => undefined);
    const [problem] = status?.problems ?? [];
    const body = problem?.message ?? 'Open the window to see why.';
    this.#isTroubleTold = await this.#tell('trouble', 'Latchkey needs you', body);
  }

  /** Resolves with whether the note was shown. */
  async #tell(kind: NoteKind, title: string, body: string): Promise<boolean> {
    const reply = await this.#api.settings.get({}).catch(() => undefined);
    // A gateway that is gone cannot be asked: what it said last holds.
    if (reply) {
      const { alerts, timeZone } = reply.settings;
      this.#quiet = { doNotDisturb: alerts.doNotDisturb, timeZone };
    }
    if (isQuiet(this.#quiet, this.#nowMs()) || !this.#mayShow(kind)) return false;
    this.#deps.show(toPlainText(title), toPlainText(body));
    return true;
  }
}
