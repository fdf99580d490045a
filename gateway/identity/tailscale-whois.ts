import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { parseJson } from '../dialects/usage-figures';

/** Asks the Tailscale of this computer who a peer (`address:port`) is; what it said, or rejects within about a second. */
export type AskWhois = (peer: string) => Promise<unknown>;

const SOCKET = '/var/run/tailscale/tailscaled.sock';
const LIMIT_MS = 1000;
const MAX_BYTES = 65_536;

/** Over the local socket of the daemon, which only programs of this computer can reach. */
export const askSocket =
  (socketPath: string = SOCKET, limitMs: number = LIMIT_MS): AskWhois =>
  (peer) =>
    new Promise((resolve, reject) => {
      const asked = request({
        socketPath,
        path: `/localapi/v0/whois?addr=${encodeURIComponent(peer)}`,
        headers: { host: 'local-tailscaled.sock' },
        agent: false,
        signal: AbortSignal.timeout(limitMs),
      });
      asked.once('error', reject).once('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (text.length > MAX_BYTES) asked.destroy(new Error('too long an answer'));
        });
        answer.once('error', reject).once('end', () => {
          if (answer.statusCode === 200) resolve(parseJson(text));
          else reject(new Error(`status ${answer.statusCode}`));
        });
      });
      asked.end();
    });

/** With the command, where the socket has another place. */
const askCommand: AskWhois = (peer) =>
  new Promise((resolve, reject) => {
    const limits = { timeout: LIMIT_MS, maxBuffer: MAX_BYTES, windowsHide: true };
    execFile('tailscale', ['whois', '--json', peer], limits, (error, stdout) => {
      if (error) reject(error);
      else resolve(parseJson(stdout));
    });
  });

/** The way that this computer has: the socket on Linux, else the command. */
export const askTailscale: AskWhois = process.platform === 'linux' ? askSocket() : askCommand;
