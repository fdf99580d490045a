// Where the project lies and how the scripts speak. Everything here must run on the oldest Node we accept.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const inProject = (...parts) => path.join(root, ...parts);

/** Progress goes to stderr: stdout belongs to the program that is started (its ready line is read by scripts). */
export const say = (text) => process.stderr.write(`${text}\n`);

/** A problem the reader can act on; it is shown as it is, without a stack. */
export class PlainFailure extends Error {}

/** Runs a script's main function; a plain failure ends it with one readable line and exit code 1. */
export async function runScript(main) {
  process.chdir(root);
  try {
    requireNode(20, 19);
    await main(process.argv.slice(2));
  } catch (error) {
    say(error instanceof PlainFailure ? `\n${error.message}` : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}

/** True when this very Node is at least `major.minor`. */
export function nodeIsAtLeast(major, minor) {
  const [a, b] = process.versions.node.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

function requireNode(major, minor) {
  if (nodeIsAtLeast(major, minor)) return;
  throw new PlainFailure(
    `Latchkey needs Node ${major}.${minor} or newer to start; this is ${process.versions.node}.\n` +
      'Get a newer one from https://nodejs.org and run the same command again.',
  );
}
