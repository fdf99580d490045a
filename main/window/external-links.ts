/**
 * Threat: a link in the window starts a program on this computer (`file:`, `smb:`, `ms-msdt:`, a network path)
 * or opens a place that only looks like a trusted one. Only pages of these hosts, over https, are handed to the browser.
 */
const HOSTS: ReadonlySet<string> = new Set([
  'ollama.com',
  'lmstudio.ai',
  'tailscale.com',
  'github.com',
]);

/** True for a page that the owner's browser may be asked to open. */
export function isAllowedExternal(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  const isPlain = port === '' && username === '' && password === '';
  return protocol === 'https:' && isPlain && HOSTS.has(hostname);
}
