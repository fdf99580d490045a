import path from 'node:path';
import { awaitLine, findProgram, startProgram } from './child-process.ts';
import { startBare } from './contenders/bare.ts';
import { caddyProgram, startCaddy } from './contenders/caddy.ts';
import {
  awaitAnswer,
  type Contender,
  type StartContext,
  type Upstreams,
} from './contenders/contender.ts';
import { startLatchkey } from './contenders/latchkey.ts';
import { nginxProgram, startNginx, startNginxUpstream } from './contenders/nginx.ts';
import { createAutocannonLoad } from './load/autocannon.ts';
import type { ThroughputLoad } from './load/throughput-load.ts';
import { createWrkLoad } from './load/wrk.ts';
import type { ContenderName } from './options.ts';

const serverFile = (name: string) => path.resolve(import.meta.dirname, 'servers', name);

async function startNodeUpstream(file: string): Promise<string> {
  const child = startProgram('rig', [process.execPath, serverFile(file)]);
  const [, port] = await awaitLine(child, /^ready (\d+)$/m);
  return `http://127.0.0.1:${port}`;
}

/** nginx answers small requests where it is installed: Node would be the limit of what can be seen. */
export async function startUpstreams(folder: string): Promise<Upstreams> {
  const small = nginxProgram
    ? await startNginxUpstream(path.join(folder, 'upstream'))
    : await startNodeUpstream('small-upstream.ts');
  return { small, stream: await startNodeUpstream('stream-upstream.ts') };
}

const wrkProgram = findProgram('wrk');
export const loadName = wrkProgram ? 'wrk' : 'autocannon';
export const createLoad = (folder: string): ThroughputLoad =>
  wrkProgram ? createWrkLoad(wrkProgram, folder) : createAutocannonLoad();

type Starter = (context: StartContext) => Promise<Contender>;

const startDirect: Starter = ({ upstreams }) =>
  Promise.resolve({ name: 'direct', child: undefined, ...upstreams, headers: {} });

const STARTERS: Readonly<Record<ContenderName, Starter>> = {
  direct: startDirect,
  bare: startBare,
  latchkey: startLatchkey,
  caddy: startCaddy,
  nginx: startNginx,
};

/** False for programs that a machine need not have. */
export function isInstalled(name: ContenderName): boolean {
  if (name === 'caddy') return caddyProgram !== undefined;
  return name !== 'nginx' || nginxProgram !== undefined;
}

/** Starts one, and believes it only when the upstreams' own answers come through it. */
export async function startContender(
  name: ContenderName,
  context: StartContext,
): Promise<Contender> {
  const contender = await STARTERS[name](context);
  const { small, stream, headers, child } = contender;
  const answer = await awaitAnswer(`${small}/answer`, child, headers);
  if (!answer.includes('"id":"bench"')) throw new Error(`it answers ${answer.slice(0, 200)}`);
  await awaitAnswer(`${stream}/ready`, child, headers);
  return contender;
}
