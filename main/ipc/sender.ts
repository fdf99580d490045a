/** What is known of the frame that speaks: the part of Electron's WebFrameMain that decides. */
interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/**
 * Threat: a page or frame that is not ours (an injected iframe, a second window, a page after a navigation) reaches the bridge
 * and makes keys for itself. Only the top frame of our own window, showing a page of our own origin, may speak.
 */
export function isOurPage(
  frame: SenderFrame | null,
  ourFrame: SenderFrame | null,
  ourOrigins: readonly string[],
): boolean {
  if (frame === null || frame !== ourFrame || frame.parent !== null) return false;
  if (!URL.canParse(frame.url)) return false;
  const { protocol, host } = new URL(frame.url);
  return ourOrigins.includes(`${protocol}//${host}`);
}
