import type { KeySummary } from '#shared/contract/operations/keys';
import type { Api } from '../../../api/api';
import { toHref } from '../../../page-address';
import { toCount, toDate } from '../../../text/format';
import { t } from '../../../text/t';
import {
  keyOf,
  mended,
  press,
  serviceOf,
  type FindRemedy,
  type Refusal,
  type Remedy,
} from './remedy';

const text = t.fixes;
const MONTH_MS = 30 * 24 * 3_600_000;
const EVERYDAY = { requests: 60, windowSeconds: 60 } as const;
const MOST_REQUESTS = 1_000_000;

type Fields = Omit<Parameters<Api['keys']['update']>[0], 'id'>;

/** The key as it is now: somebody may have changed it since the list was read. */
async function readKey(api: Api, id: string): Promise<KeySummary> {
  const { keys } = await api.keys.list({});
  const key = keys.find((one) => one.id === id);
  return key ?? (await api.keys.update({ id })).key; // which says that there is no such key
}

/** To the form for a new key. */
export const newKey = {
  kind: 'go',
  label: text.newKey,
  href: toHref('keys', { add: '' }),
} as const;

/** A button that changes a key, and back. Both are reckoned from the key as it is at that moment. */
export function changeKey(
  { api }: Refusal,
  { id }: KeySummary,
  words: { label: string; done: string; warning?: string },
  change: { there: (key: KeySummary) => Fields; back: (key: KeySummary) => Fields },
): Remedy {
  const update = async (toFields: (key: KeySummary) => Fields) =>
    api.keys.update({ ...toFields(await readKey(api, id)), id });
  const run = async () => {
    await update(change.there);
    return mended(words.done, () => update(change.back));
  };
  return press(words.label, run, words.warning);
}

const including = <T>(list: readonly T[], one: T): T[] => [
  ...list.filter((other) => other !== one),
  one,
];
const without = <T>(list: readonly T[], one: T): T[] => list.filter((other) => other !== one);

/** To the page of the key, when nothing better can be done. */
export const openKey: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  return key && { kind: 'go', label: text.toKey(key.name), href: toHref('keys', { key: key.id }) };
};

export const allowService: FindRemedy = (refusal) => {
  const [key, service] = [keyOf(refusal), serviceOf(refusal)];
  if (!key || !service || key.services === '*') return key && openKey(refusal);
  const listed = ({ services }: KeySummary) => (services === '*' ? [] : services);
  return changeKey(
    refusal,
    key,
    {
      label: text.allow(service.name, key.name),
      done: text.allowed(service.name, key.name),
    },
    {
      there: (now) =>
        now.services === '*' ? {} : { services: including(listed(now), service.id) },
      back: (now) => (now.services === '*' ? {} : { services: without(listed(now), service.id) }),
    },
  );
};

export const allowModel: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  const { model } = refusal.entry;
  // The caller wrote the name: with a star at its end it would allow many models.
  const isName = model !== null && !model.endsWith('*');
  if (!key?.models || !isName) return key && openKey(refusal);
  return changeKey(
    refusal,
    key,
    { label: text.allow(model, key.name), done: text.allowed(model, key.name) },
    {
      there: ({ models }) => (models === null ? {} : { models: including(models, model) }),
      back: ({ models }) => (models === null ? {} : { models: without(models, model) }),
    },
  );
};

export const resumeKey: FindRemedy = (refusal) => {
  const { api } = refusal;
  const key = keyOf(refusal);
  if (!key) return undefined;
  const { id, name } = key;
  return press(text.switchOn(name), async () => {
    await api.keys.resume({ id });
    return mended(text.switchedOn(name), () => api.keys.pause({ id }));
  });
};

export const extendKey: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  if (!key) return undefined;
  const untilMs = Date.now() + MONTH_MS;
  const { expiresAt } = key;
  return changeKey(
    refusal,
    key,
    { label: text.extend(key.name), done: text.extended(key.name, toDate(untilMs)) },
    {
      there: () => ({ expiresAt: new Date(untilMs).toISOString() }),
      back: () => ({ expiresAt }),
    },
  );
};

/** An everyday pace, or twice what the key has when that is no more. */
export function toHigherPace(
  key: Pick<KeySummary, 'rate_limit_requests' | 'rate_limit_window_seconds'>,
) {
  const { rate_limit_requests: requests, rate_limit_window_seconds: windowSeconds } = key;
  const isSlower = requests * EVERYDAY.windowSeconds < EVERYDAY.requests * windowSeconds;
  return isSlower ? EVERYDAY : { requests: Math.min(MOST_REQUESTS, requests * 2), windowSeconds };
}

const toPace = ({
  requests,
  windowSeconds,
}: {
  requests: number;
  windowSeconds: number;
}): Fields => ({
  rate_limit_requests: requests,
  rate_limit_window_seconds: windowSeconds,
});

/** A higher pace for the key itself. */
export function speedUp(refusal: Refusal, key: KeySummary): Remedy {
  const pace = toHigherPace(key);
  const { rate_limit_requests: requests, rate_limit_window_seconds: windowSeconds } = key;
  const words = text.pace(toCount(pace.requests), pace.windowSeconds);
  return changeKey(
    refusal,
    key,
    { label: text.speedUp(key.name, words), done: text.spedUp(key.name, words) },
    { there: () => toPace(pace), back: () => toPace({ requests, windowSeconds }) },
  );
}

export const allowMethod: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  const { method } = refusal.entry;
  if (!key?.methods || key.methods.includes(method)) return undefined;
  return changeKey(
    refusal,
    key,
    { label: text.allow(method, key.name), done: text.allowed(method, key.name) },
    {
      there: ({ methods }) => (methods === null ? {} : { methods: including(methods, method) }),
      back: ({ methods }) => (methods === null ? {} : { methods: without(methods, method) }),
    },
  );
};

/** The path as the service sees it, without the part that names the service. */
export const toServicePath = (path: string): string =>
  path.replace(/^\/k\/[^/]+/, '').replace(/^\/proxy\/[^/]+/, '') || '/';

const PATH = /^\/[\x21-\x7e]{0,500}$/;

/** A path that the key does not list is listed; one that is closed because it is dangerous is opened for this key. */
export const openPath: FindRemedy = (refusal) => {
  const key = keyOf(refusal);
  const path = toServicePath(refusal.entry.path);
  if (path === '/dashboard' && refusal.entry.serviceId === null) return newKey;
  if (!key || !PATH.test(path) || path.endsWith('*')) return key && openKey(refusal);
  const fits = (pattern: string) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
  const isListed = key.paths === null || key.paths.some(fits);
  if (isListed && key.openPaths.some(fits)) return openKey(refusal);
  const words = { label: text.open(path, key.name), done: text.opened(path, key.name) };
  return isListed
    ? changeKey(
        refusal,
        key,
        { ...words, warning: text.openWarning },
        {
          there: ({ openPaths }) => ({ openPaths: including(openPaths, path) }),
          back: ({ openPaths }) => ({ openPaths: without(openPaths, path) }),
        },
      )
    : changeKey(refusal, key, words, {
        there: ({ paths }) => (paths === null ? {} : { paths: including(paths, path) }),
        back: ({ paths }) => (paths === null ? {} : { paths: without(paths, path) }),
      });
};
