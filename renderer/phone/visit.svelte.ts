import type { JoinAnswer, JoinPage } from '#shared/contract/join';
import { createContext } from 'svelte';
import { askForKey } from './ask-gateway';
import { createClaim } from './claim';
import { asProblem, GatewayProblem } from './gateway-problem';
import { keepAsked, keepPass, readAsked, readPass, readPassOf, type Asked } from './tab-store';

/** Pauses before the same question is sent again when the network did not carry it. */
const PAUSES_MS: readonly number[] = [1000, 2000, 4000];
const SLOW_MS = 10_000;

const PAGES: readonly JoinPage[] = ['open', 'used', 'expired', 'device', 'trust'];

/** What the gateway says this page is about. */
export function readPageKind(): JoinPage {
  const said = document.querySelector('meta[name="latchkey-page"]')?.getAttribute('content');
  return PAGES.find((page) => page === said) ?? 'open';
}

const codeOf = (path: string): string => decodeURIComponent(path.split('/').at(2) ?? '');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One visit of a phone: from the scanned code to the key and what is done with it. */
export class Visit {
  page = $state<JoinPage>('open');
  pass = $state.raw<JoinAnswer | undefined>();
  isAsking = $state(false);
  /** The answer is late, and the person should know that the page has not forgotten. */
  isSlow = $state(false);
  problem = $state.raw<GatewayProblem | undefined>();
  /** The key is written out instead of shortened. */
  isKeyShown = $state(false);
  /** The settings for apps use the encrypted address although it must be trusted first. */
  usesHttps = $state(false);
  /** Another page took the place of the first one, so that the eyes and the screen reader must follow. */
  hasMoved = $state(false);
  /** The model that answered, for the examples. */
  model = $state<string | undefined>();
  readonly #code: string;
  #claim = createClaim();

  constructor(page: JoinPage, path: string) {
    this.page = page;
    this.#code = codeOf(path);
    if (page === 'device' || page === 'trust') this.pass = readPass();
    const asked = readAsked(this.#code);
    // The answer was lost together with the page: the gateway knows this tab by its claim.
    if (asked) this.#claim = asked.claim;
    if (asked && (page === 'used' || page === 'expired')) void this.#join(asked);
  }

  /** The address for apps, without a slash at its end. */
  get base(): string {
    const https = this.pass?.https;
    const isUsed = https && (https.source === 'tailscale' || this.usesHttps);
    return (isUsed ? https.url : location.origin).replace(/\/+$/, '');
  }

  connect(name: string): Promise<void> {
    return this.#join({ code: this.#code, name, claim: this.#claim });
  }

  async #join(asked: Asked): Promise<void> {
    keepAsked(asked);
    this.isAsking = true;
    this.problem = undefined;
    const slow = setTimeout(() => (this.isSlow = true), SLOW_MS);
    try {
      this.#enter(await this.#askPatiently(asked));
    } catch (thrown) {
      this.#refuse(asProblem(thrown));
    } finally {
      clearTimeout(slow);
      this.isAsking = false;
      this.isSlow = false;
    }
  }

  async #askPatiently({ code, name, claim }: Asked): Promise<JoinAnswer> {
    for (const ms of PAUSES_MS) {
      try {
        return await askForKey(code, { name, claim });
      } catch (thrown) {
        if (thrown instanceof GatewayProblem) throw thrown;
        await pause(ms);
      }
    }
    return askForKey(code, { name, claim });
  }

  #enter(pass: JoinAnswer): void {
    keepPass(pass, this.#code);
    // The code is worth nothing any more, and a reload must find the page of a phone that has its key.
    history.replaceState(null, '', '/join/device');
    this.pass = pass;
    this.hasMoved = true;
    this.page = 'device';
  }

  #refuse(problem: GatewayProblem): void {
    if (problem.id !== 'used' && problem.id !== 'expired') {
      this.problem = problem;
      return;
    }
    const kept = readPassOf(this.#code);
    this.hasMoved = true;
    if (kept) this.#enter(kept);
    else this.page = problem.id;
  }
}

const [read, provide] = createContext<Visit>();
/** The visit of the page around. */
export const useVisit = read;
export const provideVisit = provide;
