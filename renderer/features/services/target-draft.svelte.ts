import type { Target } from '#shared/contract/operations/service-rules';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** One address of a service, as a person is typing it. */
export class TargetDraft {
  url = $state('');
  weight = $state<number | null>(1);
  wakeMac = $state('');

  constructor(target?: Target) {
    if (!target) return;
    this.url = target.url;
    this.weight = target.weight;
    this.wakeMac = target.wakeMac ?? '';
  }

  /** With colons, whichever way it was copied. */
  get mac(): string | null {
    return this.wakeMac.trim().replaceAll('-', ':') || null;
  }

  get isMacWrong(): boolean {
    return this.mac !== null && !MAC.test(this.mac);
  }

  get isComplete(): boolean {
    return this.url.trim().length >= 8 && !this.isMacWrong;
  }

  toTarget() {
    return { url: this.url.trim(), weight: this.weight ?? 1, wakeMac: this.mac };
  }
}
