import { randomBytes } from 'node:crypto';
import {
  operationEntries,
  type Operation,
  type Registry,
  type Reply,
} from '#shared/contract/define';
import type { Dispatch } from '#shared/contract/dispatch';
import { errorCatalogue, isErrorCode, LatchkeyError, toFailure } from '#shared/contract/errors';
import { blankDraft } from '../audit/blank-draft';
import type { AuditDraft, AuditLog } from '../audit/audit-log';
import type { Caller } from './caller';
import type { ChangeReader } from './change-view';
import { redact } from './redact';

/**
 * Threat: a change that leaves no trace. The line that says what is about to happen is on disk before the change,
 * and when it cannot be written there is no change. A second line says how it ended. Of input only what the operation
 * knows is kept: a field that is spelt wrongly would be hidden by no rule.
 */
interface AuditedDeps {
  readonly registry: Registry;
  readonly dispatch: Dispatch<Caller>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  readonly now?: () => Date;
  /** Looks at what a change is about, before and after it. */
  readonly readChange?: ChangeReader;
  /** Is told of each change that was made, so that other windows can read it again. */
  readonly onChanged?: (group: string) => void;
}

const statusOf = (reply: Reply): number => {
  if (reply.ok) return 200;
  return isErrorCode(reply.error.code) ? errorCatalogue[reply.error.code].status : 500;
};

interface Change {
  readonly name: string;
  readonly operation: Operation;
  readonly input: unknown;
  readonly caller: Caller;
  readonly requestId: string;
}

const toDraft = (change: Change, atMs: number): AuditDraft => ({
  ...blankDraft,
  atMs,
  event: 'ADMIN',
  requestId: change.requestId,
  method: 'POST',
  path: `/admin/v1/${change.name}`,
  ip: change.caller.ip,
  userAgent: change.caller.via,
  operation: change.name,
  change: { phase: 'asked', input: toKept(change) },
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What the operation knows of its input; of input that it will not take, only which of its fields were there. */
function toKept({ operation, input }: Change): unknown {
  const parsed = operation.input.safeParse(input ?? {});
  if (parsed.success) return redact(parsed.data);
  const known = 'shape' in operation.input ? operation.input.shape : undefined;
  const names = isRecord(input) && isRecord(known) ? Object.keys(known) : [];
  return { fields: names.filter((name) => isRecord(input) && Object.hasOwn(input, name)) };
}

/** Wraps a dispatcher so that every command is on record; queries pass through. */
export function createAuditedDispatch(deps: AuditedDeps): Dispatch<Caller> {
  const { registry, dispatch, audit, now = () => new Date(), onChanged = () => {} } = deps;
  const { readChange = () => () => undefined } = deps;
  const commands = new Map(
    operationEntries(registry)
      .filter((entry) => entry.operation.kind === 'command')
      .map((entry) => [entry.name, entry]),
  );
  return async (name, input, caller) => {
    const command = commands.get(name);
    if (!command) return dispatch(name, input, caller);
    const { group, operation } = command;
    const requestId = randomBytes(8).toString('hex');
    const change: Change = { name, operation, input, caller, requestId };
    const asked = toDraft(change, now().getTime());
    try {
      await audit.appendDurably(asked);
    } catch (cause) {
      return { ok: false, error: toFailure(new LatchkeyError('RECORD_UNAVAILABLE', { cause })) };
    }
    const startedMs = performance.now();
    const lookAgain = readChange(group, input);
    const reply = await dispatch(name, input, caller);
    audit.append({
      ...asked,
      atMs: now().getTime(),
      status: statusOf(reply),
      code: reply.ok ? null : reply.error.code,
      milliseconds: Math.round(performance.now() - startedMs),
      change: { phase: 'done', ...(reply.ok && lookAgain(reply.value)) },
    });
    if (reply.ok) onChanged(group);
    return reply;
  };
}
