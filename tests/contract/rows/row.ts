import { expect } from 'vitest';
import type { AdminWorld } from '../../support/admin-world';

/** What every row finds: a house with one service, a key in use, a revoked one and an open threat. */
export interface Prepared {
  readonly world: AdminWorld;
  readonly phone: { id: string; secret: string };
  readonly old: { id: string };
  readonly threatId: string;
}

/** An example of one operation: what is asked, and what must be true of the answer. */
export interface Row {
  readonly input: (prepared: Prepared) => unknown;
  readonly expected: (prepared: Prepared) => unknown;
}

/** A row from plain values, or from functions where what is asked or answered depends on the house. */
export const row = (input: Row['input'] | object, expected: Row['expected'] | object): Row => ({
  input: typeof input === 'function' ? (input as Row['input']) : () => input,
  expected: typeof expected === 'function' ? (expected as Row['expected']) : () => expected,
});

/** Stands for any text in an expected answer. */
export const anyText = expect.any(String) as string;
