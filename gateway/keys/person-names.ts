import type { ConfigStore } from '../storage/config-store';

/** The name of a person by id, as it is now; null for nobody and for somebody who was removed. */
export function createPersonNames(
  config: Pick<ConfigStore, 'current'>,
): (id: string | null) => string | null {
  let people = config.current.people;
  let names = new Map<string, string>();
  return (id) => {
    if (id === null) return null;
    if (people !== config.current.people || names.size === 0) {
      people = config.current.people;
      names = new Map(people.map((person) => [person.id, person.name]));
    }
    return names.get(id) ?? null;
  };
}
