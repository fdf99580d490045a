import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBodyRate, type BodyRate } from './body-rate';
import type { EdgeCaps } from './edge-caps';
import { needsContinue } from './expect-continue';
import { refuseSocket } from './raw-refusal';

interface Upload {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly rate: BodyRate;
}

/** Bodies that are coming in; one timer for all of them. */
interface UploadWatch {
  add(req: IncomingMessage, res: ServerResponse): void;
  close(): void;
}

const isHeldByUs = (req: IncomingMessage): boolean => req.readableLength > 0 || needsContinue(req);

const isOver = ({ req, res }: Upload): boolean => req.complete || req.destroyed || res.headersSent;

/** Ends uploads that are too slow with 408. An answer that has begun is left alone: it says more than we could. */
export function createUploadWatch(
  caps: EdgeCaps,
  monotonicMs: () => number = () => performance.now(),
): UploadWatch {
  const uploads = new Set<Upload>();
  const look = (upload: Upload) => {
    const { req, rate } = upload;
    if (isOver(upload)) {
      uploads.delete(upload);
    } else if (rate.isTooSlow(monotonicMs(), req.socket.bytesRead, isHeldByUs(req))) {
      uploads.delete(upload);
      refuseSocket(req.socket, 'REQUEST_TIMEOUT');
    }
  };
  const timer = setInterval(() => uploads.forEach(look), caps.checkIntervalMs).unref();
  return {
    add(req, res) {
      if (req.complete) return;
      const rate = createBodyRate(caps, monotonicMs(), req.socket.bytesRead);
      const upload = { req, res, rate };
      uploads.add(upload);
      res.once('close', () => uploads.delete(upload));
    },
    close: () => clearInterval(timer),
  };
}
