import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram, startProgram, type Place } from '../child-process.ts';
import { awaitAnswer, freePort, type Contender, type StartContext } from './contender.ts';

const SMALL_ANSWER = '{"id":"bench","object":"answer","text":"small and always the same"}';

export const nginxProgram = findProgram('nginx');

const withoutScheme = (url: string): string => url.replace('http://', '');

/** One process without a master, so that its processor time is all in one place. */
const configFile = (folder: string, http: string): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ')}
  ${http}
}
`;

function start(place: Place, folder: string, http: string) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, configFile(folder, http));
  const program = nginxProgram ?? 'nginx';
  return startProgram(place, [program, '-p', folder, '-e', 'stderr', '-c', file]);
}

/** A fixed small JSON answer to everything: several times faster than any proxy in front of it. */
export async function startNginxUpstream(folder: string): Promise<string> {
  const port = await freePort();
  const child = start(
    'rig',
    folder,
    `server {
      listen 127.0.0.1:${port} backlog=4096;
      default_type application/json;
      location / { return 200 '${SMALL_ANSWER}'; }
    }`,
  );
  const url = `http://127.0.0.1:${port}`;
  await awaitAnswer(url, child);
  return url;
}

const proxyServer = (port: number, upstream: string): string => `
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://${upstream};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering ${upstream === 'stream' ? 'off' : 'on'};
    }
  }`;

/** nginx as a reverse proxy with connections kept to the upstream. */
export async function startNginx({ upstreams, folder }: StartContext): Promise<Contender> {
  const [smallPort, streamPort] = [await freePort(), await freePort()];
  const http = `
  upstream small { server ${withoutScheme(upstreams.small)}; keepalive 128; keepalive_requests 1000000000; }
  upstream stream { server ${withoutScheme(upstreams.stream)}; keepalive 128; }
  ${proxyServer(smallPort, 'small')}
  ${proxyServer(streamPort, 'stream')}`;
  const child = start('measured', path.join(folder, 'nginx'), http);
  const small = `http://127.0.0.1:${smallPort}`;
  return { name: 'nginx', child, small, stream: `http://127.0.0.1:${streamPort}`, headers: {} };
}
