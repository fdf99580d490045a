import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKeyStore } from '../../gateway/keys/key-store';
import { createPersonStore } from '../../gateway/keys/person-store';
import { createAllowances } from '../../gateway/limits/allowances';
import type { NearBudget } from '../../gateway/limits/budget-watch';
import { openLimiter } from '../../gateway/limits/limiter';
import { createOwnPlaces } from '../../gateway/services/target-rules';
import { createServiceStore } from '../../gateway/services/service-store';
import { createMemoryConfigStore } from './memory-config-store';

/** A limit that is never in the way of what is measured here. */
const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 1 };

/** What a call of so many AI tokens is settled with. */
export const used = (tokens: number) => ({
  billed: true,
  tokens,
  costNano: BigInt(tokens) * 7n,
});

/** The limits over a config in memory, with clocks that stand still until they are moved. */
export async function createAllowanceRig(startIso = '2026-11-18T10:00:00Z', timeZone = 'UTC') {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-allowances-'));
  const clock = { wallMs: Date.parse(startIso), monotonicMs: 0 };
  const config = createMemoryConfigStore();
  await config.update((draft) => void (draft.settings.timeZone = timeZone));
  const now = () => new Date(clock.wallMs);
  const limiter = await openLimiter({ dataDir, monotonicMs: () => clock.monotonicMs });
  const targets = { own: createOwnPlaces(() => [5540]) };
  const services = createServiceStore({ config, targets, now });
  const target = { url: 'http://127.0.0.1:11434', weight: 1, wakeMac: null };
  const { id } = await services.create({ name: 'chat', kind: 'ollama', targets: [target] });
  const told: NearBudget[] = [];
  const openAllowances = () =>
    createAllowances({
      limiter,
      config,
      wallMs: () => clock.wallMs,
      onBudget: (near) => void told.push(near),
    });
  const allowances = openAllowances();
  const keys = createKeyStore({ config, now });
  return {
    dataDir,
    clock,
    config,
    keys,
    people: createPersonStore({ config, now }),
    services,
    limiter,
    allowances,
    /** What was told of allowances that near their end. */
    told,
    openAllowances,
    /** Moves both clocks. */
    pass(ms: number) {
      clock.wallMs += ms;
      clock.monotonicMs += ms;
    },
    /** A key for every service. */
    addKey: async (fields: object = {}) =>
      (await keys.create({ name: 'phone', services: '*', ...FAST, ...fields })).key,
    /** One limit as the owner of the key sees it: its own, or that of its person. */
    stateOf(keyId: string, measure: string, period: string, of: 'key' | 'person' = 'key') {
      const key = config.current.keys.find(({ id }) => id === keyId)!;
      const states = allowances.statesOf(key);
      const isIt = (one: (typeof states)[number]) =>
        one.of === of && one.measure === measure && one.period === period;
      return states.find(isIt)!;
    },
    /** Asks for a place of the key as it is now. */
    reserve(keyId: string, tokens = 0, costNano = 0n) {
      const key = config.current.keys.find((one) => one.id === keyId)!;
      const service = services.byId(id)!;
      return allowances.reserve({ key, service, model: null, tokens, costNano });
    },
    async close() {
      allowances.close();
      keys.close();
      services.close();
      await limiter.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type AllowanceRig = Awaited<ReturnType<typeof createAllowanceRig>>;
