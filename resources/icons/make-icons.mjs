// Draws every icon from its SVG with Electron's own renderer. Run by hand after a change of a source; the results are committed:
//   npx electron resources/icons/make-icons.mjs
import { app, BrowserWindow } from 'electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const STATES = ['running', 'busy', 'paused', 'trouble', 'stopped'];

/** Few pixels want a bolder drawing with fewer parts. */
const sourceFor = (size) => (size <= 24 ? 'app-small' : size <= 48 ? 'app-mid' : 'app');

/** Pictures of a macOS icon by their names in the file; small ones it makes out of these. */
const ICNS = {
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
};
/** macOS wants more air around a picture than others do. */
const MAC_INSET = 0.04;

/** Runs in the page: an SVG on a canvas of that size, as a PNG. */
async function rasterise(svg, size, inset) {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;base64,${btoa(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  canvas.getContext('2d').drawImage(image, inset, inset, size - 2 * inset, size - 2 * inset);
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

/** A macOS icon file: a name, a length and a PNG for each picture. */
function toIcns(pictures) {
  const parts = pictures.map(({ name, png }) => {
    const head = Buffer.alloc(8);
    head.write(name, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

async function drawAll(page) {
  const paint = async (source, size, inset = 0) => {
    const svg = readFileSync(path.join(here, 'source', `${source}.svg`), 'utf8');
    const call = `(${rasterise})(${JSON.stringify(svg)}, ${size}, ${inset})`;
    return Buffer.from(await page.executeJavaScript(call), 'base64');
  };
  const draw = async (source, size, target) => {
    const png = await paint(source, size);
    writeFileSync(path.join(here, target), png);
    return { size, png };
  };
  const pictures = [];
  for (const size of SIZES) {
    pictures.push(await draw(sourceFor(size), size, `app/${size}x${size}.png`));
  }
  writeFileSync(path.join(here, 'icon.ico'), toIco(pictures.filter(({ size }) => size <= 256)));
  const forMac = [];
  for (const [name, size] of Object.entries(ICNS)) {
    const source = size <= 32 ? 'app-mid' : 'app';
    forMac.push({ name, png: await paint(source, size, Math.round(size * MAC_INSET)) });
  }
  writeFileSync(path.join(here, 'icon.icns'), toIcns(forMac));
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
