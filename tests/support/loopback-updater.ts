import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  configureRequestOptions,
  configureRequestUrl,
  HttpExecutor,
  type DownloadOptions,
} from 'builder-util-runtime';
import { AppImageUpdater } from 'electron-updater';

/** electron-updater's own way to fetch, over Node's network in place of Electron's. */
class LoopbackExecutor extends HttpExecutor<ClientRequest> {
  createRequest(options: RequestOptions, callback: (answer: IncomingMessage) => void) {
    return request(options, callback);
  }

  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const to: RequestOptions = { ...(options.headers && { headers: options.headers }) };
      configureRequestUrl(url, to);
      configureRequestOptions(to);
      const callback = (error: Error | null) => (error ? reject(error) : resolve(destination));
      this.doDownload(to, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }
}

/** The updater of an AppImage of version 0.1.0, with a place of releases on this computer. `dir` is its to write in. */
export async function openLoopbackUpdater(dir: string, port: number): Promise<AppImageUpdater> {
  const appUpdateConfigPath = path.join(dir, 'app-update.yml');
  const url = `http://127.0.0.1:${port}`;
  await writeFile(
    appUpdateConfigPath,
    `provider: generic\nurl: ${url}\nupdaterCacheDirName: kept\n`,
  );
  const updater = new AppImageUpdater(null, {
    ...{ version: '0.1.0', name: 'Latchkey', isPackaged: true, appUpdateConfigPath },
    ...{ userDataPath: dir, baseCachePath: dir },
    whenReady: async () => {},
    relaunch: () => {},
    quit: () => {},
    onQuit: () => {},
  });
  updater.disableDifferentialDownload = true;
  return Object.assign(updater, { httpExecutor: new LoopbackExecutor() });
}
