import type * as z from 'zod';

/** A query may be retried by the client; a command changes something and is put on the audit record. */
export interface Operation {
  readonly kind: 'query' | 'command';
  readonly summary: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** group -> verb -> operation. The name on every wire is `<group>.<verb>`. */
export type Registry = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The registry itself; anything that is none does not compile. */
export type Checked<R extends Registry> = R;

/** What a caller sees: `api.keys.create({ name })`, whatever the transport. */
export type ClientOf<R extends Registry> = {
  [G in keyof R]: {
    [V in keyof R[G]]: (input: z.input<R[G][V]['input']>) => Promise<z.output<R[G][V]['output']>>;
  };
};

/** What the gateway (or main) must supply: a missing or misspelt handler does not compile. */
export type HandlersOf<R extends Registry, Caller> = {
  [G in keyof R]: {
    [V in keyof R[G]]: (
      input: z.output<R[G][V]['input']>,
      caller: Caller,
    ) => Promise<z.input<R[G][V]['output']>>;
  };
};

/** An error as data: Electron keeps only `message` of a thrown error, so errors never cross a wire as exceptions. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

/** What every transport answers with. */
export type Reply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Failure };

/** Sends one operation and never throws for a refusal. */
export type Transport = (name: string, input: unknown) => Promise<Reply>;

/** One operation of a registry together with its wire name. */
export interface OperationEntry {
  readonly group: string;
  readonly verb: string;
  readonly name: string;
  readonly operation: Operation;
}

/** Every operation of a registry, in the order it was written. */
export const operationEntries = (registry: Registry): OperationEntry[] =>
  Object.entries(registry).flatMap(([group, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({
      group,
      verb,
      name: `${group}.${verb}`,
      operation,
    })),
  );
