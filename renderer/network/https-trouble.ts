import type { HttpsTrouble } from '#shared/contract/operations/network';
import { t } from '../text/t';

/** What keeps HTTPS from working, in the window's language. */
export function toHttpsTrouble(trouble: HttpsTrouble | undefined): string {
  switch (trouble?.code) {
    case 'certificate_failed':
      return t.trouble.certificateFailed;
    case 'listen_failed':
      return t.trouble.httpsFailed;
    case 'port_taken':
      return trouble.program === undefined
        ? t.trouble.httpsPortTakenBySome(trouble.port ?? 0)
        : t.trouble.httpsPortTaken(trouble.port ?? 0, trouble.program);
    case undefined:
      return t.problems.tls_failed.help;
  }
}
