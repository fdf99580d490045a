import { LatchkeyError } from '#shared/contract/errors';
import type { AllowanceChange, Raise } from '#shared/contract/operations/allowances';
import { definedOnly } from '#shared/domain/defined-only';
import { changeAllowance } from '../limits/change-allowance';
import type { Config, StoredPerson } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { noAllowance } from '../storage/empty-config';
import { withoutRaise, withRaise, type RaiseTaken } from './raises';

/** What the owner may set; undefined leaves a field as it is, or gives it its default. */
export interface PersonFields {
  readonly name?: string | undefined;
  readonly allowance?: AllowanceChange | undefined;
  readonly rate?: StoredPerson['rate'] | undefined;
  readonly quietTimes?: StoredPerson['quietTimes'] | undefined;
  readonly shadow?: boolean | undefined;
}

/** The people whose keys share an allowance. Every change is on disk before its promise resolves. */
export interface PersonStore {
  list(): readonly StoredPerson[];
  byId(id: string): StoredPerson | undefined;
  create(fields: PersonFields & { name: string }): Promise<StoredPerson>;
  update(id: string, fields: PersonFields): Promise<StoredPerson>;
  /** More of one thing, for all their keys together, until a moment; raises that are over are forgotten on the way. */
  raise(id: string, raise: Raise): Promise<StoredPerson>;
  /** Takes one back; what was used of it stays used. Throws RAISE_UNKNOWN. */
  unraise(id: string, taken: RaiseTaken): Promise<StoredPerson>;
  /** Their keys go on without a person. */
  remove(id: string): Promise<void>;
}

const isNamed = (name: string) => (person: StoredPerson) =>
  person.name.toLocaleLowerCase() === name.toLocaleLowerCase();

function addPerson(draft: Config, name: string, now: Date): StoredPerson {
  const person: StoredPerson = {
    id: `p${draft.nextPersonId++}`,
    name,
    createdAt: now.toISOString(),
    allowance: noAllowance(),
    rate: null,
    quietTimes: [],
    shadow: false,
    raises: [],
  };
  draft.people.push(person);
  return person;
}

/** A person by id or by name, whatever its case. */
export const findPerson = (
  people: readonly StoredPerson[],
  idOrName: string,
): StoredPerson | undefined =>
  people.find(({ id }) => id === idOrName) ?? people.find(isNamed(idOrName));

/** What ids look like. */
const PERSON_ID = /^p\d+$/;

/**
 * The id of a person by id or by name, whatever its case; a name that is not known adds the person. Throws
 * PERSON_UNKNOWN for the id of nobody: who was removed meanwhile must not come back as a name, without any limits.
 */
export function personIdOf(draft: Config, idOrName: string, now: Date): string {
  const known = findPerson(draft.people, idOrName);
  if (!known && PERSON_ID.test(idOrName)) throw new LatchkeyError('PERSON_UNKNOWN');
  return (known ?? addPerson(draft, idOrName, now)).id;
}

function applyFields(draft: Config, person: StoredPerson, fields: PersonFields): void {
  const { allowance, ...plain } = fields;
  const { name } = fields;
  const isTaken = draft.people.some(
    (other) => other !== person && name !== undefined && isNamed(name)(other),
  );
  if (isTaken) throw new LatchkeyError('NAME_TAKEN');
  Object.assign(person, definedOnly(plain));
  if (allowance) person.allowance = changeAllowance(person.allowance, allowance);
}

const find = (draft: Config, id: string): StoredPerson => {
  const person = draft.people.find((one) => one.id === id);
  if (!person) throw new LatchkeyError('PERSON_UNKNOWN');
  return person;
};

/** People over the config. */
export const createPersonStore = (deps: { config: ConfigStore; now?: () => Date }): PersonStore => {
  const { config, now = () => new Date() } = deps;
  return {
    list: () => config.current.people,
    byId: (id) => config.current.people.find((person) => person.id === id),
    create: (fields) =>
      config.update((draft) => {
        if (draft.people.some(isNamed(fields.name))) throw new LatchkeyError('NAME_TAKEN');
        const person = addPerson(draft, fields.name, now());
        applyFields(draft, person, fields);
        return structuredClone(person);
      }),
    update: (id, fields) =>
      config.update((draft) => {
        const person = find(draft, id);
        applyFields(draft, person, fields);
        return structuredClone(person);
      }),
    raise: (id, raise) =>
      config.update((draft) => {
        const person = find(draft, id);
        person.raises = withRaise(person.raises, raise, now());
        return structuredClone(person);
      }),
    unraise: (id, taken) =>
      config.update((draft) => {
        const person = find(draft, id);
        person.raises = withoutRaise(person.raises, taken, now());
        return structuredClone(person);
      }),
    remove: (id) =>
      config.update((draft) => {
        find(draft, id);
        draft.people = draft.people.filter((person) => person.id !== id);
        for (const key of draft.keys) if (key.person === id) key.person = null;
        draft.prices = draft.prices.filter(({ scope }) => scope.person !== id);
      }),
  };
};
