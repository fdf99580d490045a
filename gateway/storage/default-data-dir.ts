import { homedir } from 'node:os';
import path from 'node:path';

/** Where a gateway without a window keeps settings and records when it is told no folder. */
export const defaultDataDir = (): string => {
  if (process.platform === 'darwin') {
    return path.join(homedir(), 'Library', 'Application Support', 'latchkey');
  }
  if (process.platform === 'win32') {
    return path.join(process.env['APPDATA'] ?? homedir(), 'latchkey');
  }
  return path.join(
    process.env['XDG_DATA_HOME'] || path.join(homedir(), '.local/share'),
    'latchkey',
  );
};
