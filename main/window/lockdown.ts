/**
 * Threat: script that got into the page opens windows, leaves the page, loads from the network, embeds foreign content,
 * asks for the camera, or downloads a program. Every such door is shut for every page that this program ever shows.
 */
import { app, session, shell, type Session, type WebContents } from 'electron';
import { isAllowedExternal } from './external-links';

/** Schemes that a page of ours may load from, besides its own origin. */
const isLocalData = (url: string): boolean => /^(data|blob|devtools):/.test(url);

function shutPageDoors(contents: WebContents, log: (line: string) => void): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault();
    log(`refused: ${what}`);
  };
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedExternal(url)) void shell.openExternal(url);
    else log('refused: a new window');
    return { action: 'deny' };
  });
  contents.on('will-navigate', refuse('leaving the page'));
  contents.on('will-frame-navigate', refuse('a frame going elsewhere'));
  contents.on('will-redirect', refuse('a redirect'));
  contents.on('will-attach-webview', refuse('an embedded view'));
}

function shutSessionDoors(pages: Session, ourOrigins: readonly string[]): void {
  pages.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  pages.setPermissionCheckHandler(() => false);
  pages.setDevicePermissionHandler(() => false);
  pages.on('will-download', (event) => event.preventDefault());
  const isOurs = (url: string) => ourOrigins.some((origin) => url.startsWith(`${origin}/`));
  pages.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOurs(url) && !isLocalData(url) }),
  );
}

/** Shuts the doors of every page that exists or ever will. `ourOrigins` are where pages may load from. */
export function lockDown(ourOrigins: readonly string[], log: (line: string) => void): void {
  shutSessionDoors(session.defaultSession, ourOrigins);
  app.on('web-contents-created', (_event, contents) => shutPageDoors(contents, log));
}
