import type { QuietTime } from '#shared/contract/operations/allowances';
import { toWhole } from '../text/amount';

/** Monday to Sunday, as the gateway counts them. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** One quiet or homework time as a person enters it. */
export class QuietDraft {
  name = $state('');
  days = $state.raw<readonly number[]>([]);
  from = $state('');
  to = $state('');
  mode = $state<'nothing' | 'some'>('nothing');
  services = $state.raw<readonly string[]>([]);
  models = $state('');
  grace = $state('0');
  message = $state('');

  constructor(time: QuietTime) {
    this.name = time.name;
    this.days = time.days;
    this.from = time.from;
    this.to = time.to;
    this.mode = time.services.length + time.models.length > 0 ? 'some' : 'nothing';
    this.services = time.services;
    this.models = time.models.join(', ');
    this.grace = String(time.graceMinutes);
    this.message = time.message ?? '';
  }

  areTimesGood = $derived(this.from !== '' && this.to !== '' && this.from !== this.to);
  isSomeGood = $derived(
    this.mode === 'nothing' || this.services.length > 0 || modelsOf(this.models).length > 0,
  );
  isGraceGood = $derived((toWhole(this.grace) ?? 121) <= 120);
  isGood = $derived(
    this.name.trim() !== '' &&
      this.days.length > 0 &&
      this.areTimesGood &&
      this.isSomeGood &&
      this.isGraceGood,
  );

  toggleDay(day: number): void {
    const isOn = this.days.includes(day);
    this.days = DAYS.filter((one) => (one === day ? !isOn : this.days.includes(one)));
  }

  toggleService(id: string): void {
    const without = this.services.filter((other) => other !== id);
    this.services = without.length < this.services.length ? without : [...this.services, id];
  }

  toQuietTime(): QuietTime {
    const isSome = this.mode === 'some';
    return {
      name: this.name.trim(),
      days: [...this.days],
      from: this.from,
      to: this.to,
      services: isSome ? [...this.services] : [],
      models: isSome ? modelsOf(this.models) : [],
      graceMinutes: toWhole(this.grace) ?? 0,
      message: this.message.trim() || null,
    };
  }
}

const modelsOf = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

const startOf = (name: string, days: number[], from: string, to: string): QuietDraft =>
  new QuietDraft({
    ...{ name, days, from, to },
    ...{ services: [], models: [], graceMinutes: 2, message: null },
  });

/** A night before school days, to be changed as one likes. */
export const newQuietHours = (name: string): QuietDraft =>
  startOf(name, [1, 2, 3, 4, 7], '21:00', '07:00');

/** An afternoon in which only what helps with homework may be used. */
export function newHomeworkHours(name: string): QuietDraft {
  const draft = startOf(name, [1, 2, 3, 4, 5], '14:00', '17:00');
  draft.mode = 'some';
  return draft;
}
