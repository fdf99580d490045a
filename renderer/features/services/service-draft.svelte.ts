import type {
  Diagnosis,
  FoundService,
  ServiceKind,
  ServiceSummary,
} from '#shared/contract/operations/services';
import { t } from '../../text/t';
import { HeaderDraft } from './header-draft.svelte';
import { toFoundName } from '../../services/found-name';
import { toFreeName } from '../../services/free-name';
import { usualUrl } from '../../services/presets';
import { TargetDraft } from './target-draft.svelte';

/** What a person has entered about a service, before it is saved. */
export class ServiceDraft {
  kind = $state<ServiceKind>('ollama');
  name = $state('');
  upstreamKey = $state('');
  isDefault = $state(false);
  /** Takes the service's own key away. */
  dropsKey = $state(false);
  /** How long the first answer may take; the usual time of its kind when empty. */
  firstByteSeconds = $state<number | null | undefined>();
  queueSeconds = $state<number | null | undefined>();
  cacheSeconds = $state<number | null | undefined>();
  balance = $state<ServiceSummary['balance']>('weighted');
  /** Never empty: the first is the one that the dialog asks for. */
  targets = $state.raw<readonly TargetDraft[]>([new TargetDraft()]);
  requestHeaders = $state.raw<readonly HeaderDraft[]>([]);
  responseHeaders = $state.raw<readonly HeaderDraft[]>([]);
  diagnosis = $state.raw<Diagnosis | undefined>();

  /** Names that other services have. */
  readonly #taken: readonly string[];

  constructor(
    service: ServiceSummary | undefined,
    found?: FoundService,
    taken: readonly string[] = [],
  ) {
    this.#taken = taken;
    if (service) this.#read(service);
    else this.choose(found?.kind ?? 'ollama');
    if (found) {
      this.name = toFreeName(toFoundName(found), taken);
      this.url = found.url;
    }
  }

  get url(): string {
    return this.targets[0]?.url ?? '';
  }
  set url(url: string) {
    if (this.targets[0]) this.targets[0].url = url;
  }

  isComplete = $derived(
    this.name.trim() !== '' &&
      this.targets.every((target) => target.isComplete) &&
      [...this.requestHeaders, ...this.responseHeaders].every((header) => !header.isWrong) &&
      isBetween(this.firstByteSeconds, 1, 3600) &&
      isBetween(this.queueSeconds, 0, 600) &&
      isBetween(this.cacheSeconds, 1, 86_400),
  );

  /** Another kind brings its usual name and address, unless the person wrote their own. */
  choose(kind: ServiceKind): void {
    const isUsualName = this.name === '' || this.name === this.#usualName(this.kind);
    const isUsualUrl = this.url === '' || this.url === usualUrl(this.kind);
    this.kind = kind;
    if (isUsualName) this.name = this.#usualName(kind);
    if (isUsualUrl) this.url = usualUrl(kind);
    this.diagnosis = undefined;
  }

  /** The fields as the gateway wants them; a key that was left empty stays as it is. */
  toFields() {
    const key = this.upstreamKey.trim();
    const seconds = this.firstByteSeconds;
    return {
      name: this.name.trim(),
      kind: this.kind,
      targets: this.targets.map((target) => target.toTarget()),
      isDefault: this.isDefault,
      balance: this.balance,
      rules: {
        cacheSeconds: this.cacheSeconds ?? null,
        requestHeaders: toRules(this.requestHeaders),
        responseHeaders: toRules(this.responseHeaders),
      },
      ...(this.queueSeconds == null ? {} : { queueSeconds: this.queueSeconds }),
      ...(seconds == null ? {} : { timeouts: { firstByteMs: Math.round(seconds * 1000) } }),
      ...(this.dropsKey
        ? { upstreamHeaders: [] }
        : key
          ? { upstreamHeaders: [toBearer(key)] }
          : {}),
    };
  }

  #usualName(kind: ServiceKind): string {
    return toFreeName(t.services.kinds[kind].name, this.#taken);
  }

  #read(service: ServiceSummary): void {
    this.kind = service.kind;
    this.name = service.name;
    this.targets = service.targets.map((target) => new TargetDraft(target));
    this.isDefault = service.isDefault;
    this.firstByteSeconds = service.timeouts.firstByteMs / 1000;
    this.queueSeconds = service.queueSeconds;
    this.cacheSeconds = service.rules.cacheSeconds;
    this.balance = service.balance;
    this.requestHeaders = service.rules.requestHeaders.map((rule) => new HeaderDraft(rule));
    this.responseHeaders = service.rules.responseHeaders.map((rule) => new HeaderDraft(rule));
  }
}

const toBearer = (key: string) => ({ name: 'Authorization', value: `Bearer ${key}` });

const toRules = (drafts: readonly HeaderDraft[]) =>
  drafts.filter(({ isBlank }) => !isBlank).map((draft) => draft.toRule());

const isBetween = (value: number | null | undefined, least: number, most: number) =>
  value == null || (value >= least && value <= most);
