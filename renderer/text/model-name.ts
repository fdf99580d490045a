import { OTHER_MODELS } from '#shared/domain/other-models';
import { t } from './t';

/** What a model is called in a table of figures. */
export function toModelName(model: string): string {
  if (model === OTHER_MODELS) return t.usage.otherModels;
  return model === '' ? t.usage.noModel : model;
}
