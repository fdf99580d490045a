import * as z from 'zod';
import { ServiceKind } from '#shared/contract/operations/services';
import presetsText from '../../resources/presets/services.json?raw';

const Presets = z.object({ kinds: z.record(ServiceKind, z.object({ url: z.string() })) });
const { kinds } = Presets.parse(JSON.parse(presetsText));

/** Where a service of this kind usually listens: the gateway's own list, so both always agree. */
export const usualUrl = (kind: ServiceKind): string => kinds[kind].url;
