import type { Checked } from '../define';
import { billing } from './billing';
import { keys } from './keys';
import { network } from './network';
import { pairing } from './pairing';
import { people } from './people';
import { audit, usage } from './records';
import { bans, threats } from './security';
import { services } from './services';
import { panel, settings, status } from './system';
import { backup, imports } from './transfer';

/** Every operation of the gateway. The admin HTTP routes, IPC, OpenAPI, clients and form checks all come from here. */
export const operations = {
  status,
  services,
  keys,
  people,
  network,
  pairing,
  usage,
  billing,
  audit,
  threats,
  bans,
  settings,
  panel,
  import: imports,
  backup,
} as const;

/** That it is a registry is asked here, once: asked of the value, each look at its type would ask it all anew. */
export type Operations = Checked<typeof operations>;
