import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { JoinAnswer } from '#shared/contract/join';
import type { Way } from '#shared/contract/operations/pairing';
import { InvitationBook, type Made } from '../../gateway/pairing/invitation-book';

const way: Way = {
  interfaceId: 'eth0/ipv4',
  name: 'eth0',
  kind: 'lan',
  address: '192.168.1.20',
  url: 'http://192.168.1.20:5539',
  works: true,
  problem: null,
  message: 'It answers.',
};
const wish = { services: '*', pace: 'everyday' } as const;
const made = (keyId: string): Made => {
  const rest = { expiresAt: null, person: null, services: [], https: null };
  const answer: JoinAnswer = { keyId, name: 'Phone', secret: `secret-of-${keyId}`, ...rest };
  return { answer, device: { keyId, name: 'Phone', address: '192.168.1.30' } };
};

function openBook() {
  const rings: (() => void)[] = [];
  let nowMs = 0;
  let changes = 0;
  let isThere = true;
  const book = new InvitationBook({
    monotonicMs: () => nowMs,
    wallMs: () => 0,
    random: randomBytes,
    after: (_ms, run) => {
      rings.push(run);
      return () => {};
    },
    onChange: () => changes++,
    wayNow: (one) => ({ ...one, works: isThere }),
    isKeyGood: () => true,
  });
  return {
    book,
    invite: () => book.open(wish, way, null),
    pass: (ms: number) => void (nowMs += ms),
    ring: () => rings.splice(0).forEach((run) => run()),
    changes: () => changes,
    setThere: (there: boolean) => void (isThere = there),
  };
}

/** Something that is answered from outside. */
function held<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { make: () => promise, resolve, reject };
}

test('a phone that came second gets its chance when the first one could not be given a key', async () => {
  const { book, invite } = openBook();
  const { code, pairing } = invite();
  const first = held<Made>();
  const one = book.join(code, 'claim-one', first.make);
  const other = book.join(code, 'claim-two', async () => made('two'));
  first.reject(new Error('the disk is full'));
  await expect(one).rejects.toThrow('the disk is full');
  expect((await other).keyId).toBe('two');
  expect(book.status(pairing.id)).toMatchObject({ state: 'paired', device: { keyId: 'two' } });
});

test('it is too late to take a code back while its key is being made', async () => {
  const { book, invite } = openBook();
  const { code, pairing } = invite();
  const first = held<Made>();
  const joined = book.join(code, 'claim-one', first.make);
  const cancelled = book.cancel(pairing.id);
  const next = invite();
  first.resolve(made('one'));
  await joined;
  expect((await cancelled).state).toBe('paired');
  expect(next.pairing.state).toBe('waiting');
});

test('the end of a code is told when it comes, and its answer is forgotten then', async () => {
  const { book, invite, pass, ring, changes } = openBook();
  const used = invite();
  await book.join(used.code, 'claim-one', async () => made('one'));
  const { pairing, code } = invite();
  const before = changes();
  pass(179_999);
  ring();
  expect([book.codeState(code), changes()]).toEqual(['open', before]);
  pass(1);
  ring();
  expect(changes()).toBe(before + 1);
  expect(book.status(pairing.id).state).toBe('expired');
  // Its own page cannot ask for it any more either.
  await expect(book.join(used.code, 'claim-one', async () => made('two'))).rejects.toMatchObject({
    code: 'PAIRING_USED',
  });
});

test('only a handful of invitations is kept, and no code of any', () => {
  const { book, invite } = openBook();
  const all = Array.from({ length: 7 }, invite);
  const states = all.map(({ code }) => book.codeState(code));
  expect(states).toEqual(['unknown', 'unknown', ...Array<string>(4).fill('expired'), 'open']);
  expect(new Set(all.map(({ code }) => code)).size).toBe(7);
  book.close();
  expect(book.codeState(all[6]?.code ?? '')).toBe('unknown');
});

test('a code whose address goes away is over at once, unless its key is just being made', async () => {
  const { book, invite, changes, setThere } = openBook();
  const { pairing, code } = invite();
  const first = held<Made>();
  const joined = book.join(code, 'claim-one', first.make);
  const before = changes();
  setThere(false);
  book.checkAddresses();
  expect(changes()).toBe(before);
  first.reject(new Error('the disk is full'));
  await expect(joined).rejects.toThrow('the disk is full');
  expect(book.status(pairing.id).state).toBe('unreachable');
  expect(changes()).toBe(before + 1);
  expect(book.codeState(code)).toBe('expired');

  const late = invite();
  expect(late.pairing.state).toBe('unreachable');
  setThere(true);
  expect(book.status(late.pairing.id).state).toBe('unreachable');
});

test('a device that has its key keeps its place when the address goes', async () => {
  const { book, invite, setThere } = openBook();
  const { pairing, code } = invite();
  await book.join(code, 'claim-one', async () => made('one'));
  setThere(false);
  book.checkAddresses();
  expect(book.status(pairing.id).state).toBe('paired');
});
