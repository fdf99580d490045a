import type { HandlersOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import { applyImport } from '../../keys/import/apply-import';
import { exportClassic } from '../../keys/import/export-classic';
import type { ParsedImport } from '../../keys/import/import-entry';
import { parseImport } from '../../keys/import/parse-import';
import { planImport, type PlannedKey } from '../../keys/import/plan-import';
import type { ConfigStore } from '../../storage/config-store';
import { writtenFor } from '../../text/written-for';
import type { Caller } from '../caller';

interface ImportDeps {
  readonly config: ConfigStore;
  readonly now: () => Date;
}

/** More than this nobody reads in a list. */
const SHOWN = 1000;

const toRow = ({ entry, services, unmatched, limit, verdict, notes, warning }: PlannedKey) => ({
  row: entry.row,
  name: entry.name,
  person: entry.person,
  services,
  unmatched: [...unmatched],
  hint: entry.hint,
  weak: entry.weak,
  expiresAt: entry.expiresAt,
  disabled: entry.disabled,
  limit,
  verdict,
  notes: [...notes],
  warning,
});

function toAnswer(parsed: ParsedImport, plan: readonly PlannedKey[]) {
  const counts = { new: 0, exists: 0, skipped: 0, notRead: parsed.warnings.length };
  for (const { verdict } of plan) counts[verdict]++;
  return { format: parsed.format, warnings: parsed.warnings.slice(0, SHOWN), counts };
}

/** `import.*`: keys of other installations. The file's text goes no further than the parser. */
export const createImportHandlers = ({
  config,
  now,
}: ImportDeps): HandlersOf<Operations, Caller>['import'] => {
  const nameless = (language?: string) =>
    writtenFor(config.current.settings.language, language).texts.imported;
  return {
    async preview({ content, format, language, decisions }) {
      const parsed = parseImport(content, format, nameless(language));
      const plan = planImport(parsed, config.current, decisions);
      return { ...toAnswer(parsed, plan), entries: plan.slice(0, SHOWN).map(toRow) };
    },
    async run({ content, format, language, decisions }) {
      const parsed = parseImport(content, format, nameless(language));
      return config.update((draft) => {
        const plan = planImport(parsed, draft, decisions);
        const created = applyImport(draft, plan, { source: parsed.format, now: now() });
        return { ...toAnswer(parsed, plan), created };
      });
    },
    exportClassic: async () => exportClassic(config.current, now()),
  };
};
