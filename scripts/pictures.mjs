// `npm run pictures`: makes the pictures of README from the built program and a household with a few weeks behind it.
// They are taken in a network of their own, with a Wi-Fi that every home could have: no address of this computer gets on one.
import path from 'node:path';
import { ensureBuild } from './build-output.mjs';
import { run } from './child-process.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './node-runtime.mjs';
import { inProject, PlainFailure, runScript } from './project.mjs';
import { findChromium, findCommand } from './system-packages.mjs';

// Every address of the home is this computer's own, so that its devices can call from theirs.
const HOME_NETWORK = `
set -e
ip link set lo up
ip link add wlan0 type veth peer name veth0
ip addr add 192.168.1.20/24 dev wlan0
ip link set veth0 up
ip link set wlan0 up
ip route add local 192.168.1.0/24 dev lo
ip route replace local 192.168.1.20 dev wlan0 table local src 192.168.1.34
exec "$@"`;

await runScript(async (args) => {
  if (process.platform !== 'linux' || !findCommand('unshare') || !findCommand('ip')) {
    throw new PlainFailure('Pictures are made on Linux, with the commands unshare and ip.');
  }
  const chromium = findChromium();
  if (!chromium) throw new PlainFailure('No Chromium or Chrome found.');
  await ensureDependencies();
  await ensureBuild();
  const node = await ensureNode();
  const playwright = inProject('node_modules/@playwright/test/cli.js');
  const own = ['--net', '--map-root-user', 'sh', '-c', HOME_NETWORK, 'sh'];
  const test = [node, playwright, 'test', '--project=pictures', ...args];
  const env = {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    LATCHKEY_CHROMIUM: chromium,
    LATCHKEY_PICTURES: '1',
  };
  const { code } = await run('unshare', [...own, ...test], { env, minutes: 10, output: 'inherit' });
  process.exitCode = code;
});
