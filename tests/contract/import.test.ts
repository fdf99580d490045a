import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';

let world: AdminWorld;
beforeEach(async () => {
  world = await startAdminWorld();
});
afterEach(() => world.close());

const SECRET = 'Zq3-_9fKx7Lm2PwRt8Vb5Nc1';

test('D-8 X14: the file of an import reaches neither the record nor a file, only its key names do', async () => {
  const reply = await world.http('import.run', { content: `mum:${SECRET}`, format: 'auto' });
  expect(reply).toMatchObject({ ok: true, value: { created: 1 } });
  const { entries } = await world.audit.search({ event: 'ADMIN', limit: 10 });
  expect(entries.map(({ operation }) => operation)).toEqual(['import.run', 'import.run']);
  expect(JSON.stringify(entries)).not.toContain(SECRET.slice(0, 9));
  expect(JSON.stringify(world.config.current)).not.toContain(SECRET.slice(0, 9));
  expect(JSON.stringify(await world.http('keys.list', {}))).not.toContain(SECRET.slice(0, 9));
  expect(world.keys.verify(SECRET).verdict).toBe('valid');
});

test('a preview changes nothing', async () => {
  const { revision } = world.config;
  const input = { content: `mum:${SECRET}`, format: 'auto' };
  const reply = await world.messagePort('import.preview', input);
  expect(reply).toMatchObject({ ok: true, value: { counts: { new: 1 } } });
  expect(world.config.revision).toBe(revision);
  expect(JSON.stringify(reply)).not.toContain(SECRET.slice(0, 9));
});

test('a file of 9 MB passes the door, 11 MB is refused, and other operations keep their small door', async () => {
  const line = `# ${'x'.repeat(998)}\n`;
  const content = line.repeat(9000) + `mum:${SECRET}`;
  const reply = await world.http('import.run', { content, format: 'auto' });
  expect(reply).toMatchObject({ ok: true, value: { created: 1 } });
  const large = { content: line.repeat(11_000), format: 'auto' };
  const refused = { ok: false, error: { code: 'INPUT_INVALID' } };
  expect(await world.http('import.preview', large)).toMatchObject(refused);
  const tooLarge = { ok: false, error: { code: 'BODY_TOO_LARGE' } };
  expect(await world.http('keys.check', large)).toMatchObject(tooLarge);
});

test('the same file twice at once makes each key once', async () => {
  const many = Array.from({ length: 20 }, (_, index) => `id${index}:${SECRET}${index}`).join('\n');
  const [first, second] = await Promise.all([
    world.http('import.run', { content: many, format: 'auto' }),
    world.http('import.run', { content: many, format: 'auto' }),
  ]);
  const created = [first, second].map((reply) => (reply.ok ? reply.value : reply));
  expect(created).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ created: 20 }),
      expect.objectContaining({ created: 0 }),
    ]),
  );
  expect(world.config.current.keys).toHaveLength(20);
});
