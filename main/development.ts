import { app } from 'electron';
import { APP_ORIGIN } from './window/app-protocol';

/**
 * Threat: a variable in the environment of a packed app makes it show a foreign page or run a foreign gateway.
 * During development both are wanted; a packed app hears of neither.
 */
const developmentOnly = (name: string): string | undefined =>
  app.isPackaged ? undefined : process.env[name] || undefined;

/** A page from Vite, with hot reload. */
export const developmentPage = (): string | undefined => developmentOnly('ELECTRON_RENDERER_URL');

/** Another gateway to supervise: a test's. */
export const developmentGateway = (): string | undefined =>
  developmentOnly('LATCHKEY_GATEWAY_ENTRY');

/** Where pages of ours come from. */
export function ownOrigins(): string[] {
  const page = developmentPage();
  return page === undefined ? [APP_ORIGIN] : [APP_ORIGIN, new URL(page).origin];
}
