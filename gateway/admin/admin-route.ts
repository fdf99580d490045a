import type { Request, Response } from 'express';

/** One literal route of the admin listener. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `owner` needs the admin secret or a panel token; `open` is for what tells and changes nothing, and for signing in. */
  readonly access: 'owner' | 'open';
  readonly run: (req: Request, res: Response) => void | Promise<void>;
}
