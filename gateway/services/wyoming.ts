import { connect } from 'node:net';
import { fieldsOf } from '../dialects/usage-figures';

const MAX_BYTES = 65_536;

/** The first line that a program answers to a line; undefined when it answers nothing in time. */
function askLine(port: number, line: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port });
    const done = (answer?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, timeoutMs);
    socket.once('connect', () => socket.write(line));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
      else if (text.length > MAX_BYTES) done();
    });
    socket.once('error', () => done()).once('close', () => done());
  });
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** True when a voice program of Home Assistant (Wyoming protocol) listens on this port of the loopback address. */
export async function isWyoming(port: number, timeoutMs: number): Promise<boolean> {
  const line = await askLine(port, '{"type":"describe"}\n', timeoutMs);
  return line !== undefined && fieldsOf(parse(line))['type'] === 'info';
}
