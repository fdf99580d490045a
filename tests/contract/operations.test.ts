import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operationEntries, type Reply } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { auditDraft } from '../support/audit-drafts';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';
import { keepingRows } from './rows/keeping';
import type { Prepared, Row } from './rows/row';
import { servingRows } from './rows/serving';
import { watchingRows } from './rows/watching';

/** Every operation's row; a new operation's goes into one of these three files. */
const rows: Record<string, Row> = { ...servingRows, ...watchingRows, ...keepingRows };

let world: AdminWorld;
beforeEach(async () => {
  world = await startAdminWorld();
});
afterEach(() => world.close());

async function prepare(): Promise<Prepared> {
  const targets = [{ url: world.upstreamUrl }];
  await world.services.create({ name: 'Chat', kind: 'ollama', targets });
  const { key, secret } = await world.keys.create({
    name: 'Phone',
    services: '*',
    person: 'Mum',
  });
  const over = await world.keys.create({ name: 'Old', services: '*' });
  await world.keys.revoke(over.key.id);
  const guess = { event: 'UNAUTHORIZED', keyId: null, code: 'KEY_INVALID', status: 401 } as const;
  for (let n = 0; n < 10; n++) world.audit.append(auditDraft(guess));
  const threatId = world.threats.list(true)[0]?.id ?? '';
  return { world, phone: { id: key.id, secret }, old: { id: over.key.id }, threatId };
}

const entries = operationEntries(operations);

test('every operation has a row here, and no row is left over', () => {
  expect(Object.keys(rows).sort()).toEqual(entries.map(({ name }) => name).sort());
});

describe.each(['http', 'messagePort'] as const)('over %s', (transport) => {
  test.each(entries)('$name answers what it promises', async ({ name, operation }) => {
    const prepared = await prepare();
    const reply = await world[transport](name, await rows[name]?.input(prepared));
    const value: unknown = reply.ok ? reply.value : reply;
    expect(value).toMatchObject(rows[name]?.expected(prepared) as object);
    expect(operation.output.safeParse(value).success).toBe(true);
    expect(world.unexpected).toEqual([]);
  });

  test.each(entries.filter((entry) => !entry.operation.input.safeParse({}).success))(
    '$name refuses an empty input by naming the fields',
    async ({ name }) => {
      const reply = await world[transport](name, {});
      expect(reply).toMatchObject({ ok: false, error: { code: 'INPUT_INVALID' } });
    },
  );

  test.each(['__proto__.toString', 'constructor.name', 'keys.__proto__', 'keys', 'keys.nope'])(
    'P-32: %s is no operation',
    async (name) => {
      const reply: Reply = await world[transport](name, {});
      expect(reply).toMatchObject({ ok: false, error: { code: 'OPERATION_UNKNOWN' } });
    },
  );
});

test('both transports give the same list, field by field', async () => {
  await prepare();
  const [http, port] = await Promise.all([
    world.http('keys.list', {}),
    world.messagePort('keys.list', {}),
  ]);
  expect(http).toEqual(port);
});
