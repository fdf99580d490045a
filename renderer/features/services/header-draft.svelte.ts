const NAME = /^[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}$/;

/** A header that is set, or taken away when its value is null. */
export interface Rule {
  readonly name: string;
  readonly value: string | null;
}

/** One header rule, as a person is typing it; an empty value takes the header away. */
export class HeaderDraft {
  name = $state('');
  value = $state('');

  constructor(rule?: Rule) {
    this.name = rule?.name ?? '';
    this.value = rule?.value ?? '';
  }

  get isBlank(): boolean {
    return this.name.trim() === '' && this.value === '';
  }

  get isWrong(): boolean {
    return !this.isBlank && !NAME.test(this.name.trim());
  }

  toRule(): Rule {
    return { name: this.name.trim(), value: this.value === '' ? null : this.value };
  }
}
