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
  }

  isComplete = $derived(this.name.trim() !== '' && this.url.trim().length >= 8);

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
    const value = this.upstreamKey.trim();
    return {
      name: this.name.trim(),
      kind: this.kind,
      targets: [{ url: this.url.trim() }],
      isDefault: this.isDefault,
      ...(value ? { upstreamHeaders: [{ name: 'Authorization', value: `Bearer ${value}` }] } : {}),
    };
  }
}
