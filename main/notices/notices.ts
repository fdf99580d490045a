import { createClient } from '#shared/contract/client';
import type { Transport } from '#shared/contract/define';
import type { EventMessage, Events } from '#shared/contract/events';
import { operations } from '#shared/contract/operations/registry';
import type { Settings, Status } from '#shared/contract/operations/system';
import { toLocalTime } from '#shared/domain/time-zone';
import { toPlainText } from '../text/plain-text';
import { t } from '../text/t';
import type { Note, NotePlace } from './note';
import { createNoteLimit, type NoteKind } from './note-limit';
import { ServiceOutages } from './service-outages';
import { isTold, toThreatNote } from './threat-note';

export interface NoticeDeps {
  /** Shows one note where the desktop can show notes. */
  readonly show: (note: Note) => void;
  /** Opens the window at a place. */
  readonly open: (place: NotePlace) => void;
  /** Asks the gateway. */
  readonly send: Transport;
  /** Wall clock. */
  readonly nowMs?: () => number;
}

type Wishes = Pick<Settings, 'timeZone' | 'notices'> & Pick<Settings['alerts'], 'doNotDisturb'>;

const MOST_REMEMBERED = 1_000;
const ALL_ON: Settings['notices'] = { security: true, budgets: true, outages: true, updates: true };

/** Which switch a note obeys; what keeps the gateway itself from working is always told. */
const SWITCHES: Readonly<Record<NoteKind, keyof Settings['notices'] | undefined>> = {
  threat: 'security',
  budget: 'budgets',
  service_down: 'outages',
  service_back: 'outages',
  update: 'updates',
  trouble: undefined,
  trouble_over: undefined,
};

const toMinutes = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function isQuiet({ doNotDisturb, timeZone }: Wishes, atMs: number): boolean {
  if (!doNotDisturb) return false;
  const { hour, minute } = toLocalTime(atMs, timeZone);
  const now = hour * 60 + minute;
  const [from, to] = [toMinutes(doNotDisturb.from), toMinutes(doNotDisturb.to)];
  return from < to ? now >= from && now < to : now >= from || now < to;
}

const plain = (title: string, body: string, place: NotePlace | null = null): Note => ({
  title,
  body,
  place,
  actions: [],
});

/**
 * Tells the owner on the desktop what cannot wait until the window is opened: keys that may have leaked, budgets near
 * their end, calls that cannot be recorded, services that are gone. Only as often as the limit of notes allows, only what
 * the owner wants to be told, and nothing in the hours in which nothing may be shown.
 */
export class Notices {
  readonly #deps: NoticeDeps;
  readonly #nowMs: () => number;
  readonly #api;
  readonly #mayShow: ReturnType<typeof createNoteLimit>;
  readonly #outages: ServiceOutages;
  readonly #toldThreats = new Set<string>();
  #wishes: Wishes = { doNotDisturb: null, timeZone: 'auto', notices: ALL_ON };
  #state: Status['state'] | undefined;
  #isTroubleTold = false;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
    this.#nowMs = deps.nowMs ?? (() => Date.now());
    this.#api = createClient(operations, deps.send);
    this.#mayShow = createNoteLimit(this.#nowMs);
    const place = { place: 'services', id: null } as const;
    this.#outages = new ServiceOutages({
      list: async () => (await this.#api.services.list({})).services,
      down: (name) => {
        const { serviceDown, serviceDownHelp } = t().notes;
        return this.#tell('service_down', plain(serviceDown(name), serviceDownHelp, place), name);
      },
      back: (name) => {
        const { serviceBack, serviceBackHelp } = t().notes;
        void this.#tell('service_back', plain(serviceBack(name), serviceBackHelp, place), name);
      },
      nowMs: this.#nowMs,
    });
  }

  hear(event: EventMessage): void {
    if (event.name === 'threat') void this.#hearThreat(event.payload);
    if (event.name === 'budget') void this.#hearBudget(event.payload);
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
      const { troubleOver, troubleOverHelp } = t().notes;
      void this.#tell('trouble_over', plain(troubleOver, troubleOverHelp));
    }
  }

  /** The gateway cannot be kept running. */
  gaveUp(problem: string): void {
    void this.#tell('trouble', plain(t().notes.notRunning, problem));
  }

  /** A new version was fetched and is put in place at the next quit. */
  updateReady(version: string): void {
    const { updateReady, updateReadyHelp } = t().notes;
    const note = plain(updateReady(version), updateReadyHelp, { place: 'settings', id: null });
    void this.#tell('update', note, version);
  }

  async #hearThreat({ threat }: Events['threat']): Promise<void> {
    const { id, keyId, kind, ip } = threat;
    if (!isTold(threat) || this.#toldThreats.has(id)) return;
    if (this.#toldThreats.size >= MOST_REMEMBERED) this.#toldThreats.clear();
    this.#toldThreats.add(id);
    const note = toThreatNote(threat, await this.#nameOf(keyId), {
      mine: () => this.#do(this.#api.threats.acknowledge({ id, verdict: 'mine' })),
      pauseKey: () => this.#do(this.#api.keys.pause({ id: keyId ?? '' })),
      look: () => this.#deps.open({ place: 'alert', id }),
    });
    await this.#tell('threat', note, `${kind} ${keyId ?? ip ?? ''}`);
  }

  async #hearBudget(budget: Events['budget']): Promise<void> {
    const { notes } = t();
    const isSpent = budget.level === 'spent';
    const title = isSpent ? notes.spent(budget) : notes.near(budget);
    const place = { key: 'keys', person: 'people', service: 'services' } as const;
    const note = plain(title, isSpent ? notes.spentHelp : notes.nearHelp, {
      place: place[budget.of],
      id: null,
    });
    await this.#tell('budget', note, `${budget.of} ${budget.id} ${budget.level}`);
  }

  async #tellTrouble(): Promise<void> {
    const status = await this.#api.status.get({}).catch(() => undefined);
    const [problem] = status?.problems ?? [];
    const { notes, problems } = t();
    const body = problem ? (problems[problem.code]?.title ?? problem.message) : notes.troubleHelp;
    this.#isTroubleTold = await this.#tell('trouble', plain(notes.trouble, body));
  }

  async #nameOf(keyId: string | null): Promise<string | undefined> {
    if (keyId === null) return undefined;
    const reply = await this.#api.keys.list({}).catch(() => undefined);
    return reply?.keys.find(({ id }) => id === keyId)?.name;
  }

  /** What a button of a note asked for; when it is refused, the alert still stands in the window. */
  #do(change: Promise<unknown>): void {
    void change.catch(() => this.#deps.open({ place: 'alert', id: null }));
  }

  /** Resolves with whether the note was shown. */
  async #tell(kind: NoteKind, note: Note, subject?: string): Promise<boolean> {
    const reply = await this.#api.settings.get({}).catch(() => undefined);
    // A gateway that is gone cannot be asked: what it said last holds.
    if (reply) {
      const { alerts, timeZone, notices } = reply.settings;
      this.#wishes = { doNotDisturb: alerts.doNotDisturb, timeZone, notices };
    }
    const name = SWITCHES[kind];
    const isWanted = name === undefined || this.#wishes.notices[name];
    if (!isWanted || isQuiet(this.#wishes, this.#nowMs())) return false;
    if (!this.#mayShow(kind, subject)) return false;
    this.#deps.show({ ...note, title: toPlainText(note.title), body: toPlainText(note.body) });
    return true;
  }
}
