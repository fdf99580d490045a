import path from 'node:path';
import { awaitLine, startProgram } from '../child-process.ts';
import type { Contender, StartContext } from './contender.ts';

const program = path.resolve(import.meta.dirname, '../servers/bare-proxy.ts');

/** Express 5 with http-proxy-middleware 4 as documented, on the Node that Latchkey runs on. */
export async function startBare({ upstreams }: StartContext): Promise<Contender> {
  const child = startProgram('measured', [
    process.execPath,
    program,
    upstreams.small,
    upstreams.stream,
  ]);
  const [, smallPort, streamPort] = await awaitLine(child, /^ready (\d+) (\d+)$/m);
  const small = `http://127.0.0.1:${smallPort}`;
  return { name: 'bare', child, small, stream: `http://127.0.0.1:${streamPort}`, headers: {} };
}
