import type { Allowance, AllowanceChange } from '#shared/contract/operations/allowances';
import { definedOnly } from '#shared/domain/defined-only';

/** The allowance after a change: what the change does not name stays as it is. */
export const changeAllowance = (before: Allowance, change: AllowanceChange): Allowance => ({
  concurrent: change.concurrent === undefined ? before.concurrent : change.concurrent,
  calls: { ...before.calls, ...definedOnly(change.calls ?? {}) },
  tokens: { ...before.tokens, ...definedOnly(change.tokens ?? {}) },
  money: { ...before.money, ...definedOnly(change.money ?? {}) },
});
