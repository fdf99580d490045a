import * as z from 'zod';
import { parseUnits } from '#shared/domain/money';
import pricesText from '../../resources/presets/prices.json?raw';

const Decimal = z.string().transform((text) => parseUnits(text));

const CloudModel = z.object({
  id: z.string(),
  label: z.string(),
  perMillionIn: Decimal.default(0n),
  perMillionOut: Decimal.default(0n),
  perMillionCached: Decimal.optional(),
  perImage: Decimal.default(0n),
  perAudioMinute: Decimal.default(0n),
  source: z.url(),
  date: z.iso.date(),
});
/** A model of a cloud service and its published price, in nano-units of the list's currency. */
export type CloudModel = Readonly<z.infer<typeof CloudModel>>;

const Prices = z.object({
  currency: z.string(),
  checkedAt: z.iso.date(),
  models: z.array(CloudModel),
  unknownSize: z.string(),
  sizeClasses: z.array(z.object({ upToBillion: z.number(), comparedWith: z.string() })),
  families: z.record(z.string(), z.number()),
  embeddings: z.object({ match: z.array(z.string()), comparedWith: z.string() }),
  image: z.string(),
  transcription: z.string(),
});

const list = Prices.parse(JSON.parse(pricesText));
const models = new Map(list.models.map((model) => [model.id, model]));

/** Throws for a name that the list does not have: the mapping is data, and must not point nowhere. */
function cloudModel(id: string): CloudModel {
  const model = models.get(id);
  if (!model) throw new Error(`prices.json has no model ${id}`);
  return model;
}

/** Currency and date of the published prices. */
export const cloudList = { currency: list.currency, checkedAt: list.checkedAt };
export const cloudModels: readonly CloudModel[] = list.models;
export const cloudImage = cloudModel(list.image);
export const cloudTranscription = cloudModel(list.transcription);

const SIZE = /(?:^|[^a-z0-9.])(?:(\d{1,2})x)?(\d{1,4}(?:\.\d)?)b(?![a-z0-9])/i;

/** Size of a model in thousand million parameters, by its name; undefined when it says none. */
export function sizeOf(model: string): number | undefined {
  const [, experts = '1', size] = SIZE.exec(model) ?? [];
  if (size !== undefined) return Number(experts) * Number(size);
  const plain = (model.toLowerCase().split(':')[0] ?? '').split('/').at(-1) ?? '';
  return list.families[plain];
}

/** The cloud model that a local one is compared with: itself when it is in the list, else one of its size. */
export function comparableTo(model: string): CloudModel {
  const name = model.toLowerCase();
  const itself = models.get(name);
  if (itself) return itself;
  if (list.embeddings.match.some((part) => name.includes(part))) {
    return cloudModel(list.embeddings.comparedWith);
  }
  const size = sizeOf(name);
  const found = list.sizeClasses.find(
    ({ upToBillion }) => size !== undefined && size <= upToBillion,
  );
  return cloudModel(found?.comparedWith ?? list.unknownSize);
}

for (const { comparedWith } of [...list.sizeClasses, list.embeddings]) cloudModel(comparedWith);
cloudModel(list.unknownSize);
