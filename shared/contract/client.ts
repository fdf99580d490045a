import { operationEntries, type ClientOf, type Registry, type Transport } from './define';
import { OperationError } from './errors';

/** A typed client over any transport; a refusal is thrown as OperationError with its code. */
export function createClient<R extends Registry>(registry: R, send: Transport): ClientOf<R> {
  const client: Record<string, Record<string, unknown>> = {};
  for (const { group, verb, name } of operationEntries(registry)) {
    (client[group] ??= {})[verb] = async (input: unknown) => {
      const reply = await send(name, input);
      if (reply.ok) return reply.value;
      throw new OperationError(reply.error);
    };
  }
  return client as ClientOf<R>;
}
