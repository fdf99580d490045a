import { setSecurityHeaders } from './admin-answer';
import type { AdminRoute } from './admin-route';

/** The figures of this moment as text. */
export type ReadMetrics = () => Promise<{ readonly contentType: string; readonly text: string }>;

/** `GET /metrics`: figures for Prometheus, for the owner only: they tell who uses what, and how much. */
export const createMetricsRoute = (read: ReadMetrics): AdminRoute => ({
  method: 'GET',
  path: '/metrics',
  access: 'owner',
  async run(req, res) {
    const { contentType, text } = await read();
    setSecurityHeaders(res);
    res.setHeader('content-type', contentType);
    res.setHeader('content-length', Buffer.byteLength(text));
    res.end(req.method === 'HEAD' ? undefined : text);
  },
});
