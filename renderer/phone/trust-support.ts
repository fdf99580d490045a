import type { PhoneTexts } from '#shared/text/en/phone';
import type { Platform } from './device-kind';

interface Support {
  readonly app: string;
  readonly trusts: keyof PhoneTexts['trust']['verdicts'];
  /** What that setting is called in the app. */
  readonly setting?: string;
}

/** Which apps believe a certificate that was installed by hand; found by reading the apps and the platforms' rules. */
export const trustSupport: Record<Platform, readonly Support[]> = {
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
    { app: 'Tasker', trusts: 'own', setting: 'Trust Any Certificate' },
    { app: 'Ollama App', trusts: 'any' },
    { app: 'PocketPal', trusts: 'no' },
    { app: 'Maid', trusts: 'no' },
    { app: 'Reins', trusts: 'no' },
    { app: 'ChatMCP', trusts: 'no' },
  ],
  computer: [
    { app: 'Chrome, Edge, Safari', trusts: 'yes' },
    { app: 'Firefox', trusts: 'own' },
    { app: 'Continue', trusts: 'own', setting: 'caBundlePath' },
    { app: 'Node.js', trusts: 'own', setting: 'NODE_EXTRA_CA_CERTS' },
  ],
};
