import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram, startProgram } from '../child-process.ts';
import { freePort, type Contender, type StartContext } from './contender.ts';

export const caddyProgram = findProgram('caddy');

const site = (port: number, upstream: string): string => `
http://127.0.0.1:${port} {
  bind 127.0.0.1
  reverse_proxy ${upstream}
}
`;

/** Caddy as a plain reverse proxy: no key, no limit, no record. */
export async function startCaddy({ upstreams, folder }: StartContext): Promise<Contender> {
  const home = path.join(folder, 'caddy');
  mkdirSync(home, { recursive: true });
  const [smallPort, streamPort] = [await freePort(), await freePort()];
  const file = path.join(home, 'Caddyfile');
  writeFileSync(
    file,
    `{
  admin off
  auto_https off
}
${site(smallPort, upstreams.small)}${site(streamPort, upstreams.stream)}`,
  );
  const command = [caddyProgram ?? 'caddy', 'run', '--config', file, '--adapter', 'caddyfile'];
  const env = { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
  const child = startProgram('measured', command, { env });
  child.stdout?.resume();
  const small = `http://127.0.0.1:${smallPort}`;
  return { name: 'caddy', child, small, stream: `http://127.0.0.1:${streamPort}`, headers: {} };
}
