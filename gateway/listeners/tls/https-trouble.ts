import type { HttpsTrouble } from '#shared/contract/operations/network';

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** What keeps HTTPS from working, in one plain sentence. */
export function toProblem({ code, port, program, detail }: HttpsTrouble): string {
  switch (code) {
    case 'certificate_failed':
      return `The certificate for HTTPS could not be made (${detail}). HTTP is not affected.`;
    case 'listen_failed':
      return `HTTPS does not work (${detail}). HTTP is not affected.`;
    case 'port_taken': {
      const by = program === undefined ? 'another program' : `"${program}"`;
      return `Port ${port} for HTTPS is in use by ${by}. Latchkey keeps trying; HTTP is not affected.`;
    }
  }
}
