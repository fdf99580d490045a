import type { HandlersOf } from '#shared/contract/define';
import type { PersonSummary } from '#shared/contract/operations/people';
import type { Operations } from '#shared/contract/operations/registry';
import { midnightAfter } from '#shared/domain/time-zone';
import type { KeyStore } from '../../keys/key-store';
import type { PersonStore } from '../../keys/person-store';
import { accountName } from '../../limits/call-limits';
import type { Limiter } from '../../limits/limiter';
import type { StoredPerson } from '../../storage/config-schema';
import type { Caller } from '../caller';

interface PeopleDeps {
  readonly people: PersonStore;
  readonly keys: Pick<KeyStore, 'list'>;
  readonly limiter: Pick<Limiter, 'forget'>;
  readonly now: () => Date;
  /** IANA name of the owner's time zone, or `auto`. */
  readonly timeZone: () => string;
}

/** `people.*`: who shares an allowance. */
export function createPeopleHandlers(deps: PeopleDeps): HandlersOf<Operations, Caller>['people'] {
  const { people, keys, limiter } = deps;
  const summary = (person: StoredPerson): PersonSummary => ({
    ...person,
    keys: keys.list().filter((key) => key.person === person.id && key.revokedAt === null).length,
  });
  return {
    list: async () => ({ people: people.list().map(summary) }),
    create: async (fields) => ({ person: summary(await people.create(fields)) }),
    update: async ({ id, ...fields }) => ({ person: summary(await people.update(id, fields)) }),
    async raise({ id, measure, extra, until }) {
      const end = until ?? midnightAfter(deps.now(), deps.timeZone());
      return { person: summary(await people.raise(id, { measure, extra, until: end })) };
    },
    unraise: async ({ id, ...taken }) => ({ person: summary(await people.unraise(id, taken)) }),
    async remove({ id }) {
      await people.remove(id);
      limiter.forget(accountName('person', id));
      return { id };
    },
  };
}
