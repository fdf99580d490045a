import { COMMANDS } from '../../gateway/cli/command-table';
import { runCli } from '../../gateway/cli/run-cli';
import type { TestGateway } from './start-gateway';

/** What a typed command ended with. */
export interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Types commands against a gateway in this process, without a terminal, as a script does. */
export const createTyping =
  (gateway: Pick<TestGateway, 'adminUrl' | 'adminSecret'>, env: NodeJS.ProcessEnv = {}) =>
  async (...args: readonly string[]): Promise<Typed> => {
    const said = { out: '', err: '' };
    const code = await runCli(args, {
      terminal: {
        out: (text) => void (said.out += text),
        err: (text) => void (said.err += text),
        isInteractive: false,
        showsProgress: false,
        hasColor: false,
        hasUnicode: true,
        width: 80,
      },
      env: {
        LATCHKEY_URL: gateway.adminUrl,
        LATCHKEY_ADMIN_SECRET: gateway.adminSecret,
        ...env,
      },
      commands: COMMANDS,
      version: '0.0.0-test',
    });
    return { code, ...said };
  };
