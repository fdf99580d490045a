import { findFreePort } from '../support/free-port';
import { openPage } from '../support/owner-steps';
import { expect, test, watchPage } from '../support/panel';

test('D-19: at first only this computer is open, and the page proves that it answers', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Network');
  const ways = panel.getByRole('region', { name: 'Ways in' });
  await expect(ways.getByRole('switch', { checked: true })).toHaveCount(1);
  await expect(ways.getByText(gateway.publicUrl, { exact: true })).toBeVisible();
  await ways.getByRole('button', { name: 'Does This computer, 127.0.0.1 answer?' }).click();
  await expect(ways.getByText('It answers, to this computer only')).toBeVisible();
});

test('without Tailscale a line says what it would be good for, and with it there is none', async ({
  panel,
}) => {
  const one = { name: 'tailscale0', enabled: false, state: 'off', url: null, httpsUrl: null };
  const way = { ...one, id: 'tailscale0/ipv4', kind: 'tailscale', address: '100.64.0.7' };
  let has = false;
  await panel.route('**/admin/v1/network.interfaces', (route) => {
    const interfaces = has ? [{ ...way, problem: null }] : [];
    return route.fulfill({ json: { ok: true, value: { interfaces } } });
  });
  await openPage(panel, 'Network');
  const ways = panel.getByRole('region', { name: 'Ways in' });
  await expect(ways.getByText(/^Tailscale is not connected on this computer/)).toBeVisible();
  has = true;
  await openPage(panel, 'Overview');
  await openPage(panel, 'Network');
  await expect(ways.getByText('100.64.0.7', { exact: true })).toBeVisible();
  await expect(ways.getByText(/^Tailscale is not connected/)).toHaveCount(0);
});

test('HTTPS is switched on and shows the certificate that a phone shall trust', async ({
  panel,
  gateway,
}) => {
  const { settings } = await gateway.api.settings.get({});
  expect(settings.httpsEnabled).toBe(false);
  await gateway.api.settings.update({ tlsPort: await findFreePort() });
  await openPage(panel, 'Network');
  const https = panel.getByRole('region', { name: 'HTTPS' });
  await https.getByRole('switch', { name: 'Offer HTTPS' }).click();
  await expect(https.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)).toBeVisible();
  const { certificate } = await gateway.api.network.certificate({});
  await expect(https.getByText(certificate?.fingerprintSha256 ?? 'none')).toBeVisible();
  await expect(https.getByText('How a phone learns to trust it')).toBeVisible();
  await expect(panel.getByText('Encrypted address').first()).toBeVisible();
  await https.getByRole('button', { name: 'Renew the certificate' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByText('A new authority, too').click();
  await expect(dialog.getByText(/Until a device trusts the new one/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Renew', exact: true }).click();
  await expect(panel.getByText('There is a new authority')).toBeVisible();
  await expect(https.getByText(certificate?.fingerprintSha256 ?? 'none')).toHaveCount(0);
});

test('a port is changed where the ways in are, and two doors cannot share one', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Network');
  const ports = panel.getByRole('region', { name: 'Ports' });
  const { settings } = await gateway.api.settings.get({});
  await ports.getByLabel('For devices').fill(String(settings.adminPort));
  await expect(ports.getByText('Each needs a port of its own.')).toBeVisible();
  await expect(ports.getByRole('button', { name: 'Save' })).toBeDisabled();
  const port = await findFreePort();
  await ports.getByLabel('For devices').fill(String(port));
  await ports.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText(/The new port is used after the next start/)).toBeVisible();
  expect((await gateway.api.settings.get({})).settings.publicPort).toBe(port);
  const outside = panel.getByRole('region', { name: 'From outside the house' });
  await expect(outside.getByText('tailscale up', { exact: true })).toBeVisible();
});

test('being found by name can be switched off, and the names it answers to are listed', async ({
  panel,
  gateway,
}) => {
  await gateway.api.settings.update({ mdnsEnabled: true, allowedHosts: ['nas.local'] });
  await openPage(panel, 'Network');
  const found = panel.getByRole('switch', { name: /^Tell the home network/ });
  await expect(found).toBeChecked();
  await found.click();
  await expect(found).not.toBeChecked();
  expect((await gateway.api.settings.get({})).settings.mdnsEnabled).toBe(false);
  await expect(panel.getByText('nas.local')).toBeVisible();
});

test('networks are let in or shut out for everybody, and a slip is refused', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Network');
  const callers = panel.getByRole('region', { name: 'Who may call at all' });
  await callers.getByLabel('Let in only these networks').fill('192.168.1.0/24\nfd00::/8');
  await callers.getByLabel('Never let in').fill('192.168.1.66');
  await callers.getByRole('button', { name: 'Save' }).click();
  const rules = async () => (await gateway.api.settings.get({})).settings.addresses;
  const saved = { allow: ['192.168.1.0/24', 'fd00::/8'], deny: ['192.168.1.66'] };
  await expect.poll(rules).toEqual(saved);
  await callers.getByLabel('Never let in').fill('the neighbours');
  await callers.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('Some entries are missing or not right')).toBeVisible();
  expect(await rules()).toEqual(saved);
});

test('S001-31: the page says how to come home from outside: tunnels that are safe, one to take care with, and what never to do', async ({
  panel,
  gateway,
}) => {
  const complaints = watchPage(panel, new URL(gateway.adminUrl).origin);
  await openPage(panel, 'Network');
  const outside = panel.getByRole('region', { name: 'From outside the house' });
  const section = (name: string) =>
    outside.locator('details').filter({ has: panel.locator('summary', { hasText: name }) });
  const tailscale = section('Tailscale');
  await expect(tailscale.locator('summary')).toContainText('Recommended');
  await expect(tailscale.getByText('tailscale up', { exact: true })).toBeVisible();
  const { port } = new URL(gateway.publicUrl);
  await expect(tailscale.getByText(`tailscale serve --bg ${port}`, { exact: true })).toBeVisible();
  for (const [name, state, words] of [
    ['WireGuard', '', 'It opens one port of the router, which answers nobody without a key.'],
    ['Cloudflare Tunnel', 'With care', 'Cloudflare can read every call, keys included'],
    ['A port of the router', 'Never', 'Do not forward http:// from the internet'],
  ] as const) {
    await expect(section(name).getByText(words)).toBeHidden();
    await section(name).locator('summary').click();
    await expect(section(name).locator('summary')).toContainText(state);
    await expect(section(name).getByText(words)).toBeVisible();
  }
  expect(complaints.outside).toEqual([]);
});
