import type { Diagnosis, ServiceKind, ServiceSummary } from '#shared/contract/operations/services';
import { t } from '../../text/t';
import { usualUrl } from './presets';

/** What a person has entered about a service, before it is saved. */
export class ServiceDraft {
  kind = $state<ServiceKind>('ollama');
  name = $state('');
  url = $state('');
  upstreamKey = $state('');
  isDefault = $state(false);
  /** Takes the service's own key away. */
  dropsKey = $state(false);
  /** How long the first answer may take; the usual time of its kind when empty. */
  firstByteSeconds = $state<number | null | undefined>();
  diagnosis = $state.raw<Diagnosis | undefined>();

  constructor(service: ServiceSummary | undefined) {
    if (!service) {
      this.choose('ollama');
      return;
    }
    this.kind = service.kind;
    this.name = service.name;
    this.url = service.targets[0]?.url ?? '';
    this.isDefault = service.isDefault;
    this.firstByteSeconds = service.timeouts.firstByteMs / 1000;
  }

  isComplete = $derived(
    this.name.trim() !== '' && this.url.trim().length >= 8 && isWait(this.firstByteSeconds),
  );

  /** Another kind brings its usual name and address, unless the person wrote their own. */
  choose(kind: ServiceKind): void {
    const isUsualName = this.name === '' || this.name === t.services.kinds[this.kind].name;
    const isUsualUrl = this.url === '' || this.url === usualUrl(this.kind);
    this.kind = kind;
    if (isUsualName) this.name = t.services.kinds[kind].name;
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
      targets: [{ url: this.url.trim() }],
      isDefault: this.isDefault,
      ...(seconds == null ? {} : { timeouts: { firstByteMs: Math.round(seconds * 1000) } }),
      ...(this.dropsKey
        ? { upstreamHeaders: [] }
        : key
          ? { upstreamHeaders: [toBearer(key)] }
          : {}),
    };
  }
}

const toBearer = (key: string) => ({ name: 'Authorization', value: `Bearer ${key}` });

const isWait = (seconds: number | null | undefined) =>
  seconds == null || (seconds >= 1 && seconds <= 3600);
