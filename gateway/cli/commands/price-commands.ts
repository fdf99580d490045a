import type { Price, PriceScope } from '#shared/contract/operations/prices';
import { noPrice } from '#shared/domain/no-price';
import { fromAmount, toAmount } from '../amount';
import type { Command, CommandContext, Flag } from '../command';
import { usageError } from '../exit-code';
import type { Given } from '../given';
import { findKey } from '../key-reference';
import { findPerson } from '../person-reference';
import { safeJson } from '../safe-text';
import { findService } from '../service-reference';
import { textTable } from '../text-table';

type Amounts = Exclude<keyof Price, 'watts'>;

/** Options of what costs something, and the field of each. */
const AMOUNTS: readonly (readonly [string, Amounts, string])[] = [
  ['per-request', 'perRequestNano', 'a call'],
  ['per-million-in', 'perMillionInNano', '1,000,000 AI tokens sent'],
  ['per-million-out', 'perMillionOutNano', '1,000,000 AI tokens answered'],
  ['per-million-cached', 'perMillionCachedNano', '1,000,000 AI tokens the service had kept'],
  ['per-image', 'perImageNano', 'a picture'],
  ['per-audio-second', 'perAudioSecondNano', 'a second of sound'],
];

function readWatts(given: Given): Pick<Partial<Price>, 'watts'> {
  const text = given.text('watts');
  if (text === undefined) return {};
  if (text === 'none') return { watts: null };
  const watts = given.wholeNumber('watts', { min: 0, max: 100_000 });
  return watts === undefined ? {} : { watts };
}

function readPrice(given: Given): Partial<Price> {
  if (given.isSet('remove')) return noPrice;
  const price: Partial<Price> = readWatts(given);
  for (const [flag, field] of AMOUNTS) {
    const text = given.text(flag);
    if (text !== undefined) price[field] = text === 'none' ? null : toAmount(text, `--${flag}`);
  }
  if (Object.keys(price).length === 0)
    throw usageError('Say a price, such as --per-request 0.002.');
  return price;
}

async function readScope({ given, api: connect }: CommandContext): Promise<PriceScope> {
  const api = await connect();
  const [service, model, key, person] = ['service', 'model', 'key', 'person'].map((flag) =>
    given.text(flag),
  );
  const scope: PriceScope = {};
  if (service) scope.serviceId = findService((await api.services.list({})).services, service).id;
  if (model) scope.model = model;
  if (key) scope.keyId = findKey((await api.keys.list({})).keys, key).id;
  if (person) scope.person = findPerson((await api.people.list({})).people, person).id;
  if (Object.keys(scope).length > 0 || given.isSet('everything')) return scope;
  throw usageError('Say what the price is for: --service, --model, --key, --person, --everything.');
}

type Api = Awaited<ReturnType<CommandContext['api']>>;

async function priceTable(
  api: Api,
  prices: Awaited<ReturnType<Api['billing']['prices']>>['prices'],
) {
  const [{ services }, { keys }, { people }] = await Promise.all([
    api.services.list({}),
    api.keys.list({}),
    api.people.list({}),
  ]);
  const nameOf = (list: readonly { id: string; name: string }[], id: string | undefined) =>
    id === undefined ? '-' : (list.find((each) => each.id === id)?.name ?? id);
  const amount = (nano: string | null) => (nano === null ? '-' : fromAmount(nano));
  const rows = prices.map(({ scope, price }) => [
    nameOf(services, scope.serviceId),
    scope.model ?? '-',
    nameOf(keys, scope.keyId),
    nameOf(people, scope.person),
    ...AMOUNTS.map(([, field]) => amount(price[field])),
    price.watts ?? '-',
  ]);
  const headings = 'Service|Model|Key|Person|Call|1M in|1M out|1M kept|Picture|Second|Watts';
  return rows.length === 0 ? '' : textTable(headings.split('|'), rows);
}

async function list({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.billing.prices({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(await priceTable(api, reply.prices));
  const { currency } = reply;
  terminal.out(`Any other call: ${fromAmount(reply.defaultPricePerRequestNano)} ${currency}.\n`);
  if (!reply.energy) return;
  const { perKwhNano, night } = reply.energy;
  const atNight = night
    ? `, from ${night.from} to ${night.to} ${fromAmount(night.perKwhNano)}`
    : '';
  terminal.out(`A kilowatt-hour: ${fromAmount(perKwhNano)} ${currency}${atNight}.\n`);
}

async function set(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const price = readPrice(given);
  const scope = await readScope(context);
  const api = await connect();
  const reply = await api.billing.setPrice({ scope, price });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out((await priceTable(api, reply.prices)) || 'No price is set any more.\n');
}

const SCOPE_FLAGS: readonly Flag[] = [
  { name: 'service', short: 's', value: 'SERVICE', text: 'for one service' },
  { name: 'model', value: 'MODEL', text: 'for a model; a "*" at the end stands for any ending' },
  { name: 'key', value: 'ID', text: 'for one key' },
  { name: 'person', value: 'PERSON', text: 'for one person' },
  { name: 'everything', text: 'for all that has no price of its own' },
];

/** Prices, in units of the currency, exactly. */
export const priceCommands: readonly Command[] = [
  {
    path: ['billing', 'prices'],
    summary: 'Every price that was set',
    operands: [],
    flags: [],
    example: 'latchkey billing prices',
    needsGateway: true,
    run: list,
  },
  {
    path: ['billing', 'price', 'set'],
    summary: 'Set a price; what is not said stays, "none" leaves it to the next wider price',
    operands: [],
    flags: [
      ...SCOPE_FLAGS,
      ...AMOUNTS.map(([name, , what]) => ({ name, value: 'AMOUNT', text: `for ${what}` })),
      { name: 'watts', value: 'N', text: 'power the service draws while it works' },
      { name: 'remove', text: 'take the price away' },
    ],
    example: 'latchkey billing price set --service chat --model "llama3*" --per-request 0.002',
    needsGateway: true,
    run: set,
  },
];
