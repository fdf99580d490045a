import type { Way } from '#shared/contract/operations/pairing';
import { toInterfaceName } from '../network/interface-name';
import { t } from '../text/t';

/** An address as a person knows it: "Home network (Wi-Fi), 192.168.1.20". */
export const toWayWords = (way: Pick<Way, 'kind' | 'name' | 'address'>): string =>
  t.pairing.place(toInterfaceName(way), way.address);
