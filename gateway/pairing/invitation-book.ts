import type { JoinAnswer } from '#shared/contract/join';
import { LatchkeyError } from '#shared/contract/errors';
import type { Pairing, Way } from '#shared/contract/operations/pairing';
import { randomBase62 } from '#shared/domain/key-format';
import type { AuditEntry } from '#shared/contract/operations/records';
import type { RandomBytes } from '../keys/api-key';
import type { After } from '../listeners/address-listener';
import { isFirstAnswer } from './first-answer';
import { toPairing, type Invitation, type Wish } from './invitation';
import { createCode, hashCode, isCodeShaped } from './pairing-code';

/**
 * Threat: one code makes two keys, or one that should be dead makes one. A code is traded under one roof only, by one
 * device at a time, and every look at an invitation first asks the clock. The clock is one that nobody can set.
 */
const LIFE_MS = 180_000;
/** Older ones are forgotten; their codes are then like any code that never was. */
const KEPT = 5;

export interface BookDeps {
  readonly monotonicMs: () => number;
  readonly wallMs: () => number;
  readonly random: RandomBytes;
  readonly after: After;
  /** Is told of every new state of any invitation. */
  readonly onChange: () => void;
  /** The way as it is now; one that no longer works has a `problem`. */
  readonly wayNow: (way: Way) => Way;
  /** Whether the device's key is still the one that it was given. */
  readonly isKeyGood: (answer: JoinAnswer) => boolean;
}

/** How a code stands; a code that nobody made is `unknown`. */
export type CodeState = 'open' | 'used' | 'expired' | 'unknown';

/** What comes out of making a key. */
export interface Made {
  readonly answer: JoinAnswer;
  readonly device: NonNullable<Pairing['device']>;
}

/** An end that has passed makes no key. */
const lifeOf = ({ expiresAt }: Wish, nowMs: number): number =>
  typeof expiresAt === 'string' ? Math.min(LIFE_MS, Date.parse(expiresAt) - nowMs) : LIFE_MS;

const isOpen = ({ state }: Invitation) => state === 'waiting' || state === 'opened';
const used = () => new LatchkeyError('PAIRING_USED');
const expired = () => new LatchkeyError('PAIRING_EXPIRED');

/** The invitations of this run. Nothing of them is on disk, so a restart ends them. */
export class InvitationBook {
  readonly #deps: BookDeps;
  #all: Invitation[] = [];
  #stopTimer = () => {};

  constructor(deps: BookDeps) {
    this.#deps = deps;
  }

  /** Takes back those that wait and makes a new one. The code is in this answer and nowhere else. */
  open(wish: Wish, way: Way, firewall: Pairing['firewall']): { pairing: Pairing; code: string } {
    const { random, monotonicMs, wallMs } = this.#deps;
    this.#look();
    for (const one of this.#all) if (isOpen(one) && !one.making) this.#move(one, 'cancelled');
    const code = createCode(random);
    const lifeMs = lifeOf(wish, wallMs());
    const one: Invitation = {
      id: randomBase62(10, random),
      codeHash: hashCode(code),
      endsAtMs: monotonicMs() + lifeMs,
      expiresAt: new Date(wallMs() + lifeMs).toISOString(),
      wish,
      way,
      firewall,
      state: 'waiting',
      device: null,
      joined: undefined,
      making: undefined,
    };
    this.#all = [...this.#all, one].slice(-KEPT);
    this.#wake(lifeMs);
    this.#deps.onChange();
    // The address may have gone while others were still being asked.
    this.checkAddresses();
    return { pairing: toPairing(one), code };
  }

  /** Ends the invitations whose code leads nowhere any more. */
  checkAddresses(): void {
    for (const one of this.#all) {
      if (!isOpen(one) || one.making) continue;
      one.way = this.#deps.wayNow(one.way);
      if (!one.way.works) this.#move(one, 'unreachable');
    }
  }

  /** Throws PAIRING_UNKNOWN. */
  status(id: string): Pairing {
    this.checkAddresses();
    return toPairing(this.#byId(id));
  }

  /** Resolves when a key that was just being made is there or not: then it is too late to take it back. Throws PAIRING_UNKNOWN. */
  async cancel(id: string): Promise<Pairing> {
    const one = this.#byId(id);
    await one.making?.answer.catch(() => {});
    if (isOpen(one)) this.#move(one, 'cancelled');
    return toPairing(one);
  }

  codeState(code: string): CodeState {
    const one = this.#byCode(code);
    if (!one) return 'unknown';
    if (one.joined) return 'used';
    return isOpen(one) ? 'open' : 'expired';
  }

  /** A person looks at the page of this code. */
  seePage(code: string): void {
    const one = this.#byCode(code);
    if (one?.state === 'waiting') this.#move(one, 'opened');
  }

  /**
   * Trades a code for what `make` answers: once, however many ask at the same time. Who made the claim may ask again
   * until the code's time is over. A `make` that fails leaves the code as it was. Throws PAIRING_USED, PAIRING_EXPIRED.
   */
  async join(
    code: string,
    claim: string,
    make: (wish: Wish) => Promise<Made>,
  ): Promise<JoinAnswer> {
    for (;;) {
      const one = this.#byCode(code);
      if (!one) throw expired();
      if (one.joined) return this.#again(one, claim);
      if (one.making?.claim === claim) return one.making.answer;
      if (one.making) {
        // The other device may yet fail, and then this one gets its chance.
        await one.making.answer.catch(() => {});
        continue;
      }
      if (!isOpen(one)) throw expired();
      return this.#make(one, claim, make);
    }
  }

  /** Reads along on the record: the first call of a device that got through is the end of its invitation. */
  seeEntry(entry: AuditEntry): void {
    if (entry.keyId === null || this.#all.length === 0) return;
    const isOfDevice = ({ state, device }: Invitation) =>
      state === 'paired' && device?.keyId === entry.keyId;
    const one = this.#all.find(isOfDevice);
    if (one && isFirstAnswer(entry)) this.#move(one, 'answered');
  }

  close(): void {
    this.#stopTimer();
    this.#all = [];
  }

  #again(one: Invitation, claim: string): JoinAnswer {
    const { answer, claim: first } = one.joined ?? {};
    if (first !== claim || !answer || !this.#deps.isKeyGood(answer)) throw used();
    return answer;
  }

  #make(one: Invitation, claim: string, make: (wish: Wish) => Promise<Made>): Promise<JoinAnswer> {
    const answer = make(one.wish)
      .then(({ answer, device }) => {
        one.device = device;
        one.joined = { claim, answer };
        this.#move(one, 'paired');
        return answer;
      })
      .finally(() => {
        one.making = undefined;
        this.checkAddresses();
      });
    one.making = { claim, answer };
    return answer;
  }

  #byId(id: string): Invitation {
    this.#look();
    const one = this.#all.find((each) => each.id === id);
    if (!one) throw new LatchkeyError('PAIRING_UNKNOWN');
    return one;
  }

  #byCode(code: string): Invitation | undefined {
    if (this.#all.length === 0 || !isCodeShaped(code)) return undefined;
    this.#look();
    const hash = hashCode(code);
    return this.#all.find(({ codeHash }) => codeHash === hash);
  }

  /** Ends what is over: codes nobody used, and answers nobody may ask for again. */
  #look(): void {
    const nowMs = this.#deps.monotonicMs();
    for (const one of this.#all) {
      if (nowMs < one.endsAtMs || one.making) continue;
      if (one.joined) one.joined = { claim: one.joined.claim, answer: undefined };
      if (isOpen(one)) this.#move(one, 'expired');
    }
  }

  /** So that the window hears of an end when it comes. */
  #wake(lifeMs: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#deps.after(lifeMs, () => {
      this.#look();
      // A timer may ring a little early.
      const isLeft = this.#all.some((one) => isOpen(one) || one.joined?.answer);
      if (isLeft) this.#stopTimer = this.#deps.after(1000, () => this.#look());
    });
  }

  #move(one: Invitation, state: Invitation['state']): void {
    one.state = state;
    this.#deps.onChange();
  }
}
