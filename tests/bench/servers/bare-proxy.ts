// Express 5 with http-proxy-middleware 4 as its documentation shows them, and nothing else.
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const listen = (target: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const app = express();
    app.use('/', createProxyMiddleware({ target, changeOrigin: true }));
    const server = app.listen(0, '127.0.0.1', (error?: Error) => {
      const address = server.address();
      if (error || address === null || typeof address === 'string') reject(error ?? new Error());
      else resolve(address.port);
    });
  });

const [smallTarget = '', streamTarget = ''] = process.argv.slice(2);
const ports = [await listen(smallTarget), await listen(streamTarget)];
process.stdout.write(`ready ${ports.join(' ')}\n`);
