import type { FoundService } from '#shared/contract/operations/services';
import { t } from '../text/t';

/** What a program that was found is called: by its own name, where it has told one. */
export const toFoundName = ({ label, unnamed }: FoundService): string =>
  unnamed ? t.discover.unnamed : label;
