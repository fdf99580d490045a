import * as z from 'zod';
import type { Config } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { redact } from './redact';

/** What one change did to what it is about: only the fields that differ, without secrets; null for what is not there. */
interface ChangeView {
  readonly before: unknown;
  readonly after: unknown;
}

type Reader = (config: Config, id: string | undefined) => unknown;

const byId =
  (list: (config: Config) => readonly { readonly id: string }[]): Reader =>
  (config, id) =>
    list(config).find((one) => one.id === id);

/** Where the things of each group of operations are kept; other groups change nothing that is kept. */
const readers = new Map<string, Reader>(
  Object.entries({
    keys: byId(({ keys }) => keys),
    services: byId(({ services }) => services),
    people: byId(({ people }) => people),
    bans: byId(({ bans }) => bans),
    billing: ({ prices }) => ({ prices }),
    network: ({ enabledInterfaces }) => ({ enabledInterfaces }),
    settings: ({ settings }) => settings,
  }),
);

const WithId = z.object({ id: z.string() });
const Wrapped = z.record(z.string(), z.unknown());

/** The id in what was asked, or in what was answered: `{ id }` or `{ key: { id } }`. */
function idIn(value: unknown): string | undefined {
  const direct = WithId.safeParse(value);
  if (direct.success) return direct.data.id;
  const fields = Object.values(Wrapped.safeParse(value).data ?? {});
  return fields.map((field) => WithId.safeParse(field).data?.id).find((id) => id !== undefined);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const pick = (from: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));

/** Only what differs of two states of one thing. */
function toChangeView(before: unknown, after: unknown): ChangeView {
  if (!isRecord(before) || !isRecord(after)) {
    return { before: redact(before ?? null), after: redact(after ?? null) };
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return { before: redact(pick(before, changed)), after: redact(pick(after, changed)) };
}

const toNames = (list: readonly { readonly id: string; readonly name: string }[]) =>
  list.map(({ id, name }) => ({ id, name }));

const added = <Thing extends { readonly id: string }>(
  before: readonly Thing[],
  after: readonly Thing[],
): Thing[] => {
  const known = new Set(before.map(({ id }) => id));
  return after.filter(({ id }) => !known.has(id));
};

/** What an import added. Their list could be long: it is cut like every other. */
const toImportView = (before: Config, after: Config): ChangeView => ({
  before: null,
  after: redact({
    keys: toNames(added(before.keys, after.keys)),
    people: toNames(added(before.people, after.people)),
  }),
});

/** Looks at what a change is about, first before it; the function it returns looks again, with what was answered. */
export const createChangeReader =
  (config: Pick<ConfigStore, 'current'>) =>
  (group: string, input: unknown): ((answer: unknown) => ChangeView | undefined) => {
    if (group === 'import') {
      const past = config.current;
      return () => toImportView(past, config.current);
    }
    const read = readers.get(group);
    if (!read) return () => undefined;
    const asked = WithId.safeParse(input).data?.id;
    const before = read(config.current, asked);
    return (answer) => toChangeView(before, read(config.current, idIn(answer) ?? asked));
  };

export type ChangeReader = ReturnType<typeof createChangeReader>;
