import type { ConfigStore } from '../storage/config-store';

/** The origins of pages that any key in use knows, read anew when the keys change. */
export function createKnownOrigins(config: Pick<ConfigStore, 'current'>): () => readonly string[] {
  let keys = config.current.keys;
  const read = () => [
    ...new Set(keys.flatMap(({ revokedAt, origins }) => (revokedAt === null ? origins : []))),
  ];
  let known = read();
  return () => {
    if (keys !== config.current.keys) {
      keys = config.current.keys;
      known = read();
    }
    return known;
  };
}
