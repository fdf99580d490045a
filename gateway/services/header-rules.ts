import type { ServiceRules } from '#shared/contract/operations/service-rules';

type HeaderRules = ServiceRules['requestHeaders'];

const CONTROL: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'content-length',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'set-cookie',
]);

/** Flat headers with the owner's rules applied: each name is taken out, and put in once where it has a value. Headers that frame a message stay as they are. */
export function applyHeaderRules(headers: readonly string[], rules: HeaderRules): string[] {
  const wanted = rules.filter(({ name }) => !CONTROL.has(name.toLowerCase()));
  const names = new Set(wanted.map(({ name }) => name.toLowerCase()));
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (!names.has(name.toLowerCase())) kept.push(name, headers[at + 1] ?? '');
  }
  for (const { name, value } of wanted) if (value !== null) kept.push(name, value);
  return kept;
}
