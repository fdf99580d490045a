import type { Command } from './command';
import { callCommand } from './commands/call-command';
import { completionCommand } from './commands/completion-command';
import { gatewayCommands } from './commands/gateway-commands';
import { keyCommands } from './commands/key-commands';
import { logsCommand } from './commands/logs-command';
import { serviceCommands } from './commands/service-commands';
import { settingsCommands } from './commands/settings-commands';

/** Every command, in the order of the help. Help, parsing and completion have no other list. */
export const COMMANDS: readonly Command[] = [
  ...keyCommands,
  ...serviceCommands,
  ...gatewayCommands,
  ...settingsCommands,
  logsCommand,
  callCommand,
  completionCommand,
];
