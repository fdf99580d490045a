import type { PhoneTexts } from '#shared/text/en/phone';
import type { Platform } from './device-kind';

export type Trusts = keyof PhoneTexts['trust']['verdicts'];

/** Which apps believe a certificate that was installed by hand; found by reading the apps and the platforms' rules. */
export const trustSupport: Record<Platform, readonly { app: string; trusts: Trusts }[]> = {
  ios: [
    { app: 'Safari', trusts: 'yes' },
    { app: 'Enchanted', trusts: 'yes' },
    { app: 'PocketPal', trusts: 'yes' },
    { app: 'Reins', trusts: 'yes' },
    { app: 'ChatMCP', trusts: 'yes' },
    { app: 'Conduit', trusts: 'own' },
  ],
  android: [
    { app: 'Chrome', trusts: 'yes' },
    { app: 'HTTP Shortcuts', trusts: 'yes' },
    { app: 'Conduit', trusts: 'own' },
    { app: 'Tasker', trusts: 'own' },
    { app: 'Ollama App', trusts: 'any' },
    { app: 'PocketPal', trusts: 'no' },
    { app: 'Maid', trusts: 'no' },
    { app: 'Reins', trusts: 'no' },
    { app: 'ChatMCP', trusts: 'no' },
  ],
  computer: [
    { app: 'Chrome, Edge, Safari', trusts: 'yes' },
    { app: 'Firefox', trusts: 'own' },
    { app: 'Continue', trusts: 'own' },
    { app: 'Node.js', trusts: 'own' },
  ],
};
