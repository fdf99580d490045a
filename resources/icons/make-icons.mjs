// Draws every icon from its SVG with Electron's own renderer. Run by hand after a change of a source; the results are committed:
//   npx electron resources/icons/make-icons.mjs
import { app, BrowserWindow } from 'electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const STATES = ['running', 'paused', 'trouble', 'stopped'];

/** Runs in the page: an SVG on a canvas of that size, as a PNG. */
async function rasterise(svg, size) {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;base64,${btoa(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png').split(',')[1];
}

/** A Windows icon file: a table of pictures, each a PNG. */
function toIco(pictures) {
  const table = Buffer.alloc(6 + 16 * pictures.length);
  table.writeUInt16LE(1, 2);
  table.writeUInt16LE(pictures.length, 4);
  let offset = table.length;
  pictures.forEach(({ size, png }, n) => {
    const at = 6 + 16 * n;
    table.writeUInt8(size % 256, at);
    table.writeUInt8(size % 256, at + 1);
    table.writeUInt16LE(1, at + 4);
    table.writeUInt16LE(32, at + 6);
    table.writeUInt32LE(png.length, at + 8);
    table.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([table, ...pictures.map(({ png }) => png)]);
}

async function drawAll(page) {
  const draw = async (source, size, target) => {
    const svg = readFileSync(path.join(here, 'source', `${source}.svg`), 'utf8');
    const call = `(${rasterise})(${JSON.stringify(svg)}, ${size})`;
    const png = Buffer.from(await page.executeJavaScript(call), 'base64');
    writeFileSync(path.join(here, target), png);
    return { size, png };
  };
  const pictures = [];
  for (const size of SIZES) pictures.push(await draw('app', size, `app/${size}x${size}.png`));
  await draw('app', 1024, 'icon.png');
  writeFileSync(path.join(here, 'icon.ico'), toIco(pictures.filter(({ size }) => size <= 256)));
  for (const state of STATES) {
    for (const [panel, size] of [
      ['dark', 22],
      ['light', 22],
      ['Template', 16],
    ]) {
      await draw(`tray-${state}-${panel}`, size, `tray/${state}-${panel}.png`);
      await draw(`tray-${state}-${panel}`, size * 2, `tray/${state}-${panel}@2x.png`);
    }
  }
}

for (const folder of ['app', 'tray']) mkdirSync(path.join(here, folder), { recursive: true });

// Not awaited here: Electron is not ready before this file has been read to its end.
void app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,');
  await drawAll(window.webContents);
  app.exit(0);
});
