// Is there a screen to open a window on? A DISPLAY left over from a closed session must not send Electron into a crash.
import net from 'node:net';
import path from 'node:path';

/** True when a window can be shown: always on macOS and Windows, on Linux when a display server answers. */
export async function hasDisplay(env = process.env) {
  if (process.platform !== 'linux') return true;
  const servers = [...x11Servers(env.DISPLAY), ...waylandServers(env)];
  return (await Promise.all(servers.map(answers))).some(Boolean);
}

function x11Servers(display) {
  const parts = /^(?:unix)?([^:/]*):(\d+)(?:\.\d+)?$/.exec(display ?? '');
  if (!parts) return [];
  const [, host, number] = parts;
  if (host) return [{ host, port: 6000 + Number(number) }];
  const socket = `/tmp/.X11-unix/X${number}`;
  return [{ path: socket }, { path: `\0${socket}` }];
}

function waylandServers({ WAYLAND_DISPLAY: name, XDG_RUNTIME_DIR: folder }) {
  if (!name || (!folder && !path.isAbsolute(name))) return [];
  return [{ path: path.resolve(folder ?? '/', name) }];
}

function answers(where) {
  return new Promise((resolve) => {
    const socket = net.connect(where);
    const done = (yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(2000, () => done(false));
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}
