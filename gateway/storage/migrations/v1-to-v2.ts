import * as z from 'zod';
import { defaultSettings, noAllowance, plainService } from '../empty-config';
import type { Migration } from './migrate';

const V1 = z.looseObject({
  services: z.array(z.looseObject({})),
  keys: z.array(z.looseObject({ person: z.string().nullable() })),
  settings: z.looseObject({}),
});

const newKeyFields = () => ({
  description: '',
  extraHashes: [],
  allowance: noAllowance(),
  models: null,
  methods: null,
  paths: null,
  openPaths: [],
  quietTimes: [],
  addresses: { allow: [], deny: [] },
  origins: [],
  signing: 'off',
  shadow: false,
  raises: [],
  weak: false,
  importedFrom: null,
});

const newPerson = (name: string, index: number, createdAt: string) => ({
  id: `p${index + 1}`,
  name,
  createdAt,
  allowance: noAllowance(),
  rate: null,
  quietTimes: [],
  shadow: false,
  raises: [],
});

/** Version 2 knows people, allowances, prices and bans; a name that stood beside a key becomes a person. */
export const toVersion2: Migration = (config) => {
  const before = V1.parse(config);
  const names = [...new Set(before.keys.flatMap(({ person }) => (person ? [person] : [])))];
  const people = names.map((name, index) => newPerson(name, index, new Date().toISOString()));
  const idOf = new Map(people.map(({ id, name }) => [name, id]));
  return {
    ...before,
    services: before.services.map((service) => ({
      ...service,
      ...plainService(),
    })),
    keys: before.keys.map((key) => ({
      ...newKeyFields(),
      ...key,
      person: key.person ? (idOf.get(key.person) ?? null) : null,
    })),
    nextPersonId: people.length + 1,
    people,
    prices: [],
    bans: [],
    settings: { ...defaultSettings(), ...before.settings },
  };
};
