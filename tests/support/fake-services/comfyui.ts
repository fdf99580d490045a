import { createHash } from 'node:crypto';
import { html, json, type FakeAnswers } from './fake-service';

const frame = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);

/** ComfyUI, which says over a WebSocket how far it is. */
export const comfyUi: FakeAnswers = {
  headers: { server: 'Python/3.12 aiohttp/3.12' },
  routes: {
    'GET /': html('<title>ComfyUI</title>'),
    'GET /system_stats': json({
      system: { os: 'posix', comfyui_version: '0.3.60', python_version: '3.12' },
      devices: [{ name: 'cpu', type: 'cpu' }],
    }),
    'POST /prompt': json({ prompt_id: 'f3a1', number: 1, node_errors: {} }),
    'GET /history/f3a1': json({ f3a1: { status: { completed: true } } }),
  },
  onUpgrade(req, socket) {
    const key = `${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(frame(JSON.stringify({ type: 'status', data: { status: { exec_info: {} } } })));
    socket.on('error', () => {});
  },
};
