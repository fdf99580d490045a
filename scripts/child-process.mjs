// Starts other programs and makes sure that none of them outlives us.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const posix = process.platform !== 'win32';

/** The way to call npm that works from `npm run`, from a shell and on Windows. */
export function npmCommand(...args) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) return { command: process.execPath, args: [cli, ...args] };
  return { command: 'npm', args, shell: !posix };
}

/** Runs a command quietly; never throws, `code` is 127 when it could not be started. */
export function probe(command, args = [], options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000, ...options });
  return {
    code: result.error ? 127 : (result.status ?? 128),
    out: result.stdout ?? '',
    err: result.stderr ?? '',
  };
}

/**
 * Runs a command to its end, or kills it with everything it started when the time is over.
 * `output` tells where its stdout goes: 'stderr' (default, as progress), 'inherit' or 'text' (returned).
 */
export function run(command, args, options = {}) {
  const { minutes = 10, output = 'stderr', env = process.env, shell = false } = options;
  const stdout = { stderr: process.stderr.fd, inherit: 'inherit', text: 'pipe' }[output];
  const child = spawn(command, args, {
    env,
    shell,
    detached: posix,
    stdio: ['ignore', stdout, 'inherit'],
  });
  const letGo = guard(child, minutes);
  let text = '';
  child.stdout?.on('data', (chunk) => (text += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, text: error.message, timedOut: false }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? exitCodeOf(signal), text, timedOut: letGo() });
    });
  });
}

/** Starts the program itself: it has our terminal, gets our stop signals and decides our exit code. */
export function become(command, args, env = {}) {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  const stop = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
  if (posix) process.on('SIGHUP', () => stop('SIGTERM'));
  whenParentIsGone(() => {
    stop('SIGTERM');
    setTimeout(() => stop('SIGKILL'), 15_000).unref();
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, error }));
    child.on('exit', (code, signal) => resolve({ code: code ?? exitCodeOf(signal) }));
  });
}

/**
 * Calls back once when whoever started us is gone, unless the returned function is called before.
 * npm puts a shell between itself and a script, which neither hands on a stop signal nor ends with npm;
 * so the shell's own parent is watched too, where the system shows it.
 */
export function whenParentIsGone(then) {
  const before = ancestry();
  const timer = setInterval(() => {
    if (ancestry() === before) return;
    clearInterval(timer);
    then();
  }, 500);
  timer.unref();
  return () => clearInterval(timer);
}

function ancestry() {
  const parent = process.ppid;
  if (process.platform !== 'linux' || !process.env.npm_lifecycle_event) return String(parent);
  try {
    const status = readFileSync(`/proc/${parent}/status`, 'utf8');
    return `${parent} of ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`;
  } catch {
    return String(parent); // it ended between the two looks
  }
}

const exitCodeOf = (signal) => 128 + (constants.signals[signal] ?? 1);

/** Ends `child` and its group at the limit, or when we are stopped; the returned function tells whether time ran out. */
function guard(child, minutes) {
  let timedOut = false;
  let killer;
  const end = () => {
    killGroup(child, 'SIGTERM');
    killer ??= setTimeout(() => killGroup(child, 'SIGKILL'), 10_000);
  };
  const clock = setTimeout(() => {
    timedOut = true;
    end();
  }, minutes * 60_000);
  const stopped = () => {
    process.exitCode = 130;
    end();
    setTimeout(() => process.exit(130), 11_000).unref();
    child.once('close', () => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stopped);
  const stopWatching = whenParentIsGone(stopped);
  return () => {
    stopWatching();
    clearTimeout(clock);
    clearTimeout(killer);
    killGroup(child, 'SIGKILL'); // what the command left running ends with it
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stopped);
    return timedOut;
  };
}

function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (posix) process.kill(-child.pid, signal);
    else if (child.exitCode === null) {
      spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    }
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
