import { describe, expect, test } from 'vitest';
import { createCheckedLookup, isAllowedAddress } from '../../gateway/services/address-rules';
import { checkTarget, type TargetRules } from '../../gateway/services/target-rules';

const own = { ports: () => [5539, 5540], addresses: () => ['192.168.1.20', 'fd00::20'] };
const rules: TargetRules = { own, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
const refused = { code: 'TARGET_NOT_ALLOWED' };

describe('saving a target', () => {
  test.each([
    'http://127.0.0.1:11434',
    'http://localhost:1234',
    'https://192.168.1.30/v1',
    'http://[::1]:8080',
    'http://nas.local:7860/sd',
    'http://100.101.102.103:11434',
    'https://api.openai.com/v1',
  ])('S003-1: %s may be a service', async (url) => {
    await expect(checkTarget(url, rules)).resolves.toBeInstanceOf(URL);
  });

  test.each([
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://',
    'not a url',
    'http://user:pass@127.0.0.1:11434',
    'http://user@127.0.0.1',
    'http://127.0.0.1/?a=b',
    'http://127.0.0.1/?',
    'http://127.0.0.1/#x',
    'http://127.0.0.1/%2e%2e/admin',
    'http://127.0.0.1//evil',
    'http://127.0.0.1/a\\b',
  ])('T-18: %s is not the form of a service', async (url) => {
    await expect(checkTarget(url, rules)).rejects.toMatchObject(refused);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[::a9fe:a9fe]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'http://0.0.0.0:11434/',
    'http://0/',
    'http://[::]/',
    'http://224.0.0.1/',
    'http://239.255.255.250:1900/',
    'http://[ff02::1]/',
    'http://255.255.255.255/',
    'http://240.0.0.1/',
    'http://①⑥⑨.254.169.254/',
  ])('T-18: %s is refused whatever its spelling', async (url) => {
    await expect(checkTarget(url, rules)).rejects.toMatchObject(refused);
  });

  test.each([
    'http://127.0.0.1:5540',
    'http://127.0.0.1:5539/v1',
    'http://127.1.2.3:5540',
    'http://2130706433:5540',
    'http://[::1]:5540',
    'http://[::ffff:127.0.0.1]:5540',
    'http://192.168.1.20:5539',
    'http://[fd00::20]:5540',
  ])('T-18: %s is the gateway itself and refused', async (url) => {
    await expect(checkTarget(url, rules)).rejects.toMatchObject(refused);
  });

  test('T-18: our port on another computer is allowed', async () => {
    await expect(checkTarget('http://192.168.1.99:5540', rules)).resolves.toBeInstanceOf(URL);
  });

  test.each([['169.254.169.254'], ['127.0.0.1'], ['192.168.1.7', 'fe80::1']])(
    'T-18: a name that leads to %s is refused when it is saved',
    async (...addresses) => {
      const resolve = () => Promise.resolve(addresses);
      const asked = checkTarget('http://evil.test:5540/', { own, resolve });
      await expect(asked).rejects.toMatchObject(refused);
    },
  );
});

describe('connecting', () => {
  type Answer = { address: string; family: number }[];
  const lookUp = (answer: Answer, port: number, all: boolean) =>
    new Promise((resolve, reject) => {
      const fake = (_host: string, _options: unknown, done: (e: null, a: Answer) => void) =>
        done(null, answer);
      const lookup = createCheckedLookup(port, own, fake as never);
      lookup('service.test', { all }, (error, found, family) =>
        error ? reject(error) : resolve(all ? found : [found, family]),
      );
    });

  test('T-18: a name that was good when saved and flips to a forbidden address is refused', async () => {
    const flipped = lookUp([{ address: '169.254.169.254', family: 4 }], 80, true);
    await expect(flipped).rejects.toMatchObject(refused);
  });

  test('T-18: one forbidden address among good ones is enough', async () => {
    const mixed = [
      { address: '192.168.1.7', family: 4 },
      { address: '::ffff:169.254.1.1', family: 6 },
    ];
    await expect(lookUp(mixed, 80, false)).rejects.toMatchObject(refused);
  });

  test('T-18: a name that leads to our own admin port is refused', async () => {
    const home = [{ address: '127.0.0.1', family: 4 }];
    await expect(lookUp(home, 5540, true)).rejects.toMatchObject(refused);
    await expect(lookUp(home, 11434, true)).resolves.toEqual(home);
    await expect(lookUp(home, 11434, false)).resolves.toEqual(['127.0.0.1', 4]);
  });
});

test('T-18: text that is no address is never an allowed address', () => {
  expect(['', 'localhost', '127.0.0.1.evil', '::g'].map(isAllowedAddress)).not.toContain(true);
});
