import path from 'node:path';

/** Where this program keeps things. */
export interface AppPaths {
  /** The gateway's settings and records. */
  readonly gatewayData: string;
  /** The window's own things: size and place, Chromium's caches. */
  readonly desktopData: string;
  readonly logs: string;
  readonly shellState: string;
}

/**
 * A data folder that was named is the gateway's own, as for a headless start, and the desktop keeps its things in a folder in it;
 * otherwise the gateway's data is in a folder of the desktop's.
 */
export function toAppPaths(userData: string, namedDataDir: string | undefined): AppPaths {
  const desktopData = namedDataDir === undefined ? userData : path.join(namedDataDir, 'desktop');
  return {
    gatewayData: namedDataDir ?? path.join(userData, 'gateway'),
    desktopData,
    logs: path.join(desktopData, 'logs'),
    shellState: path.join(desktopData, 'shell-state.json'),
  };
}
