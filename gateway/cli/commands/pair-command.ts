import { setTimeout as wait } from 'node:timers/promises';
import type { ClientOf } from '#shared/contract/define';
import type { Pairing, Way } from '#shared/contract/operations/pairing';
import type { Operations } from '#shared/contract/operations/registry';
import type { Command, CommandContext } from '../command';
import { EXIT, usageError, type ExitCode } from '../exit-code';
import { toExpiry } from '../key-fields';
import { safeJson, safeText } from '../safe-text';
import { toServices } from '../service-reference';
import { terminalQr } from '../terminal-qr';
import { textTable } from '../text-table';

type Api = ClientOf<Operations>;

const LOOK_MS = 500;

async function toWish({ given, now }: CommandContext, api: Api) {
  if (given.isSet('light') && given.isSet('heavy')) {
    throw usageError('Say --light or --heavy, not both.');
  }
  const pace = given.isSet('light') ? 'light' : given.isSet('heavy') ? 'heavy' : 'everyday';
  const [typed, person, expires, interfaceId] = ['services', 'person', 'expires', 'network'].map(
    (flag) => given.text(flag),
  );
  const { services } = await api.services.list({});
  return {
    pace,
    services: typed === undefined ? '*' : toServices(services, typed),
    ...(person !== undefined && { person }),
    ...(expires !== undefined && { expiresAt: toExpiry(expires, now()) }),
    ...(interfaceId !== undefined && { interfaceId }),
  } as const;
}

function explainWays({ terminal }: CommandContext, ways: readonly Way[]): void {
  const rows = ways.map(({ interfaceId, address, message }) => [interfaceId, address, message]);
  terminal.err('No address of this computer works for other devices yet:\n\n');
  terminal.err(textTable(['Network', 'Address', 'Why not'], rows));
  terminal.err('\n"latchkey network on NETWORK" lets devices in, then try again.\n');
}

function showLink({ terminal }: CommandContext, url: string, { way, firewall }: Pairing): void {
  const qr = terminalQr(url, terminal);
  if (qr) terminal.out(`\n${qr}\n`);
  terminal.out(`${url}\n`);
  terminal.err(`Good for one device and 3 minutes, over ${safeText(way.name, 60)}.\n`);
  if (!firewall) return;
  const fix = firewall.fix === null ? '' : ` This lets devices in: ${safeText(firewall.fix)}`;
  terminal.err(`If nothing happens, ${safeText(firewall.name, 60)} may keep it out.${fix}\n`);
}

const SAID: Readonly<Record<Pairing['state'], (pairing: Pairing) => string>> = {
  waiting: () => 'Waiting for the device (Ctrl+C takes the link back).',
  opened: () => 'The device shows the page.',
  paired: ({ device }) =>
    `"${safeText(device?.name ?? '', 60)}" (${safeText(device?.address ?? '', 60)}) has its key. Ask something on it.`,
  answered: () => 'It got its first answer.',
  expired: () => 'Nobody came in time. Run this again for a new link.',
  cancelled: () => 'The link was taken back.',
  unreachable: ({ way }) =>
    `The link leads nowhere any more: ${safeText(way.message)} Run this again for a new link.`,
};

const GOES_ON: readonly Pairing['state'][] = ['waiting', 'opened', 'paired'];
const isEnd = ({ state }: Pairing) => !GOES_ON.includes(state);

/** Resolves with the last state: when nothing more will come of it, or when a device has its key and the time is over. */
async function follow(context: CommandContext, api: Api, started: Pairing, signal: AbortSignal) {
  let pairing = started;
  let said = '';
  const isOver = () =>
    isEnd(pairing) ||
    (pairing.state === 'paired' && Date.parse(pairing.expiresAt) < context.now().getTime());
  for (;;) {
    if (said !== pairing.state) context.terminal.err(`${SAID[pairing.state](pairing)}\n`);
    said = pairing.state;
    if (isOver() || signal.aborted) return pairing;
    await wait(LOOK_MS, undefined, { signal }).catch(() => {});
    const { id } = pairing;
    ({ pairing } = signal.aborted
      ? await api.pairing.cancel({ id })
      : await api.pairing.status({ id }));
  }
}

async function pair(context: CommandContext): Promise<ExitCode> {
  const api = await context.api();
  const reply = await api.pairing.start(await toWish(context, api));
  const { pairing, url, ways } = reply;
  if (context.given.isSet('json')) {
    // For a program that shows the code itself: it asks how far it is on its own.
    context.terminal.out(`${safeJson(reply)}\n`);
    return pairing ? EXIT.ok : EXIT.refused;
  }
  if (!pairing || url === null) {
    explainWays(context, ways);
    return EXIT.refused;
  }
  showLink(context, url, pairing);
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  process.once('SIGINT', stop);
  const { state } = await follow(context, api, pairing, stopped.signal).finally(() =>
    process.off('SIGINT', stop),
  );
  return state === 'answered' || state === 'paired' ? EXIT.ok : EXIT.refused;
}

/** Connects a phone from a computer that has no screen. */
export const pairCommand: Command = {
  path: ['pair'],
  summary: 'Connect a phone or tablet by a QR code that is good once',
  details:
    'Shows a link and its QR code, and waits until the device got its first answer. The key is made on the device and shown nowhere else.',
  operands: [],
  flags: [
    {
      name: 'services',
      short: 's',
      value: 'SERVICES',
      text: 'what it may use: names or ids between commas ("*", all, when not said)',
    },
    { name: 'person', short: 'u', value: 'PERSON', text: 'whose device it is' },
    { name: 'light', text: '10 calls a minute instead of 60' },
    { name: 'heavy', text: '300 calls a minute instead of 60' },
    { name: 'expires', short: 'e', value: 'DAYS', text: 'days until its key ends' },
    {
      name: 'network',
      value: 'NETWORK',
      text: 'the network to use; the best that works when not said',
    },
  ],
  example: 'latchkey pair --person mum --services chat',
  needsGateway: true,
  run: pair,
};
