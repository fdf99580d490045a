import { contextBridge, ipcRenderer } from 'electron';

type Listener = (message: unknown) => void;

// Two doors and no more: the page can name an operation and hear events, never choose a channel.
contextBridge.exposeInMainWorld('latchkey', {
  call: (name: string, input: unknown): Promise<unknown> =>
    ipcRenderer.invoke('latchkey:call', name, input),
  listen: (listener: Listener): (() => void) => {
    // The event object is kept back: it carries the sender, and with it ipcRenderer.
    const pass = (_event: unknown, message: unknown) => listener(message);
    ipcRenderer.on('latchkey:event', pass);
    return () => void ipcRenderer.off('latchkey:event', pass);
  },
});
