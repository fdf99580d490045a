import { mkdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../test-results/screenshots');

/** Where a picture of a run is kept, for whoever looks at them afterwards. */
export function pictureFile(name: string): string {
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}
