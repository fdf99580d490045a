import { operationEntries, type HandlersOf, type Registry, type Reply } from './define';
import { LatchkeyError, toFailure } from './errors';

type Run<Caller> = (input: unknown, caller: Caller) => Promise<unknown>;

/** Is told of every thrown thing that is not a LatchkeyError, so that its cause can be logged. */
type ReportUnexpected = (name: string, thrown: unknown) => void;

/** Runs operations by name. Input is parsed before a handler sees it; output is parsed too, so a field not promised never leaves. */
export function createDispatcher<R extends Registry, Caller>(
  registry: R,
  handlers: HandlersOf<R, Caller>,
  report: ReportUnexpected = () => {},
) {
  const run = handlers as Record<string, Record<string, Run<Caller>>>;
  const table = new Map(
    operationEntries(registry).map((e) => [
      e.name,
      { ...e.operation, run: run[e.group]![e.verb]! },
    ]),
  );
  return async (name: string, raw: unknown, caller: Caller): Promise<Reply> => {
    try {
      const operation = table.get(name);
      if (!operation) throw new LatchkeyError('OPERATION_UNKNOWN', { details: { name } });
      const input = operation.input.safeParse(raw ?? {});
      if (!input.success) throw new LatchkeyError('INPUT_INVALID', { details: input.error.issues });
      return { ok: true, value: operation.output.parse(await operation.run(input.data, caller)) };
    } catch (thrown) {
      if (!(thrown instanceof LatchkeyError)) report(name, thrown);
      return { ok: false, error: toFailure(thrown) };
    }
  };
}

export type Dispatch<Caller> = (name: string, raw: unknown, caller: Caller) => Promise<Reply>;
