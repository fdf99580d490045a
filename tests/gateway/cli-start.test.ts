import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CLI_ENTRY } from '../support/cli-process';
import { TEST_ADMIN_SECRET } from '../support/http-api';
import { useTypedHeadless } from '../support/typed-headless';

const owner = useTypedHeadless();
const { latchkey } = owner;

test('every way to fail has its own exit code and says what to do', async () => {
  const noGateway = await latchkey(['list', '--url', 'http://127.0.0.1:1']);
  expect(noGateway).toMatchObject({ code: 3, out: '' });
  expect(noGateway.err).toContain('npm start');

  const wrong = { LATCHKEY_ADMIN_SECRET_FILE: '', LATCHKEY_ADMIN_SECRET: 'not-the-admin-secret' };
  expect(await latchkey(['list'], { env: wrong })).toMatchObject({ code: 4, out: '' });
  const none = await latchkey(['list'], { env: { LATCHKEY_ADMIN_SECRET_FILE: '' } });
  expect(none).toMatchObject({ code: 4, out: '' });
  expect(none.err).toContain('--secret-file');

  for (const args of [
    ['list', '--nonsense'],
    ['nonsense'],
    ['keys'],
    ['disable'],
    ['disable', 'zzzz'],
    ['disable', 'zzz'],
    ['generate', '-u', 'mum', '-s', 'no such service'],
    ['generate', '-u', 'mum', '-s', '*', '-e', 'soon'],
    ['call', 'no.such'],
    ['call', 'keys.list', '{'],
    ['list', '--url', 'ftp://127.0.0.1'],
    ['list', '--secret-file', path.join(owner.folder, 'missing')],
  ]) {
    const { code, err } = await latchkey(args);
    expect([args.join(' '), code]).toEqual([args.join(' '), 2]);
    expect(err).not.toMatch(/\n {4}at /);
  }
});

test('the admin secret goes nowhere but to the address that was named', async () => {
  const leaks = await latchkey(['status', '--json'], {
    env: { LATCHKEY_ADMIN_SECRET: TEST_ADMIN_SECRET },
  });
  expect(leaks.code).toBe(0);
  expect(leaks.out + leaks.err).not.toContain(TEST_ADMIN_SECRET);
  const asOption = await latchkey(['list', '--secret', TEST_ADMIN_SECRET]);
  expect(asOption.code).toBe(2);
  expect(asOption.err).not.toContain(TEST_ADMIN_SECRET);
});

test('without words and without a terminal there is the help and exit code 2', async () => {
  const { code, out, err } = await latchkey([]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Usage: latchkey <command>');
});

/** Answers the questions in a terminal of its own: waits for each text, then types. */
const TERMINAL = `
import fcntl, json, os, pty, select, struct, sys, termios
steps = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))
    os.execv(sys.argv[2], sys.argv[2:])
seen = b''
while True:
    ready, _, _ = select.select([fd], [], [], 15)
    if not ready:
        os.kill(pid, 9)
        break
    try: chunk = os.read(fd, 65536)
    except OSError: break
    if not chunk: break
    seen += chunk
    sys.stdout.buffer.write(chunk)
    if steps and steps[0][0].encode() in seen:
        seen = b''
        os.write(fd, steps.pop(0)[1].encode())
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
`;

test('S000-24: without words, in a terminal, it asks for user, service, description and expiry', async (context) => {
  const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;
  if (!hasPython) context.skip('a terminal is made with python3');
  const steps = [
    ['Whose key', 'grandpa\r'],
    ['What may it use', ' \r'],
    ['What is it for', 'reading lamp\r'],
    ['how many days', '7\r'],
  ];
  const asked = spawnSync(
    'python3',
    ['-c', TERMINAL, JSON.stringify(steps), process.execPath, CLI_ENTRY],
    {
      encoding: 'utf8',
      timeout: 25_000,
      env: {
        ...process.env,
        TERM: 'xterm',
        ...owner.env(),
      },
    },
  );
  expect(asked.stdout).toMatch(/lk_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}/);
  expect(asked.status).toBe(0);
  const { keys } = await owner.gateway.api.keys.list({});
  const key = keys.find(({ name }) => name === 'reading lamp');
  expect(key).toMatchObject({ services: '*', state: 'active' });
  expect(key?.personName ?? key?.person).toBe('grandpa');
  expect(Date.parse(key?.expiresAt ?? '') - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
});
