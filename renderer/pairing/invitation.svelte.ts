import type { Pairing, Way } from '#shared/contract/operations/pairing';
import type { Api, Latchkey } from '../api/api';
import { toCode } from '../api/resource.svelte';

export type InviteOptions = Parameters<Api['pairing']['start']>[0];
type State = Pairing['state'];

const TICK_MS = 1000;
const LIFE_MS = 180_000;
const SLOW_MS = 20_000;

/** One invitation after another, for one device each: how far it is, second by second. */
export class Invitation {
  pairing = $state.raw<Pairing | undefined>();
  /** What the QR code says; nothing once nobody can use it any more. */
  url = $state.raw<string | undefined>();
  /** What became of each address when the code was made. */
  ways = $state.raw<readonly Way[]>([]);
  errorCode = $state.raw<string | undefined>();
  isStarting = $state(true);
  /** How long the first answer took; undefined until it is known. */
  answerMs = $state.raw<number | undefined>();
  /** What the code that is shown stands for. */
  options = $state.raw<InviteOptions>({});
  #nowMs = $state(Date.now());
  #startedMs = $state(0);
  #isAsking = false;
  readonly #latchkey: Pick<Latchkey, 'api' | 'listen'>;

  constructor(latchkey: Pick<Latchkey, 'api' | 'listen'>) {
    this.#latchkey = latchkey;
  }

  secondsLeft = $derived.by(() => {
    const until = Date.parse(this.pairing?.expiresAt ?? '') - this.#startedMs;
    // The clock of this screen may be another one than the gateway's.
    const lifeMs = until > 0 && until <= LIFE_MS ? until : LIFE_MS;
    const leftMs = this.#startedMs + lifeMs - this.#nowMs;
    return Math.max(0, Math.ceil(leftMs / 1000));
  });
  state = $derived.by((): State | 'starting' | 'none' => {
    if (this.isStarting) return 'starting';
    const state = this.pairing?.state ?? 'none';
    // The gateway made the code before this screen heard of it, so over here means over there.
    const isOver = (state === 'waiting' || state === 'opened') && this.secondsLeft === 0;
    return isOver ? 'expired' : state;
  });
  /** Somebody can still use the code. */
  isOpen = $derived(this.state === 'waiting' || this.state === 'opened');
  /** Nobody can use it any more, and nobody did. */
  isOver = $derived(['expired', 'cancelled', 'unreachable'].includes(this.state));
  /** Nobody has opened the page for so long that something may be in the way. */
  isSlow = $derived(this.state === 'waiting' && this.#nowMs - this.#startedMs >= SLOW_MS);
  /** Other addresses that work. */
  others = $derived(
    this.ways.filter(
      ({ works, interfaceId }) => works && interfaceId !== this.pairing?.way.interfaceId,
    ),
  );

  /** Makes a code; an earlier one that waits is taken back by that. Never rejects. */
  async start(options: InviteOptions = this.options): Promise<void> {
    this.options = options;
    this.isStarting = true;
    this.errorCode = undefined;
    try {
      const { pairing, url, ways } = await this.#latchkey.api.pairing.start(options);
      this.pairing = pairing ?? undefined;
      this.url = url ?? undefined;
      this.ways = ways;
      this.answerMs = undefined;
      this.#startedMs = Date.now();
      this.#nowMs = this.#startedMs;
    } catch (thrown) {
      this.errorCode = toCode(thrown);
    } finally {
      this.isStarting = false;
    }
  }

  /** A new code like the last one; with another address when that of the last one is gone. */
  again(): Promise<void> {
    const { options, state } = this;
    return this.start(state === 'unreachable' ? { ...options, interfaceId: undefined } : options);
  }

  /** Asks once a second, and whenever the gateway says that it changed, how far it is, until the returned function is called; a code that still waits is then taken back. */
  follow(): () => void {
    const timer = setInterval(() => void this.#tick(), TICK_MS);
    const end = this.#latchkey.listen((event) => {
      if (event.name === 'changed' && event.payload.group === 'pairing') void this.#tick();
    });
    return () => {
      clearInterval(timer);
      end();
      const { pairing } = this;
      // When the gateway does not hear it, the code ends by itself.
      if (pairing && this.isOpen)
        void this.#latchkey.api.pairing.cancel(pairing).catch(() => undefined);
    };
  }

  async #tick(): Promise<void> {
    this.#nowMs = Date.now();
    const { pairing } = this;
    const isOver = !this.isOpen && this.state !== 'paired';
    if (!pairing || isOver || this.#isAsking) return;
    this.#isAsking = true;
    try {
      const { pairing: now } = await this.#latchkey.api.pairing.status({ id: pairing.id });
      if (this.pairing?.id !== now.id) return;
      this.pairing = now;
      if (now.state === 'answered' && now.device) await this.#readAnswer(now.device.keyId);
    } catch {
      // The next second asks again; the page says elsewhere when the gateway is gone.
    } finally {
      this.#isAsking = false;
    }
  }

  async #readAnswer(keyId: string): Promise<void> {
    const { entries } = await this.#latchkey.api.audit.search({ keyId, outcome: 'succeeded' });
    const first = entries.filter(({ tokensOut }) => tokensOut !== null).at(-1) ?? entries.at(-1);
    this.answerMs = first?.milliseconds;
  }
}
