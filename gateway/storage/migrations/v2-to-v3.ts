import * as z from 'zod';
import { defaultSettings } from '../empty-config';
import type { Migration } from './migrate';

const V2 = z.looseObject({
  keys: z.array(z.looseObject({})),
  services: z.array(z.unknown()),
  settings: z.looseObject({}),
});

/** Version 3 knows keys for a dashboard, languages, notices and pauses with an end. */
export const toVersion3: Migration = (config) => {
  const before = V2.parse(config);
  const isSetUp = before.keys.length > 0 || before.services.length > 0;
  return {
    ...before,
    keys: before.keys.map((key) => ({ role: 'device', ...key })),
    // Whoever is set up has been through the first steps.
    settings: { ...defaultSettings(), welcomeDone: isSetUp, ...before.settings },
  };
};
