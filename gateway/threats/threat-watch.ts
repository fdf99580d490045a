import path from 'node:path';
import type { AuditEntry } from '#shared/contract/operations/records';
import type { Threat } from '#shared/contract/operations/security';
import type { Settings } from '#shared/contract/operations/system';
import { toLocalTime } from '#shared/domain/time-zone';
import { networkOf } from './address-unit';
import { createAlertList } from './alert-list';
import { createLimitHits, createVolumeSpike } from './busy-key';
import { createFailedTries } from './failed-tries';
import type { Detector, Sighting } from './finding';
import { createKeptText, readKept } from '../storage/kept-text';
import { createHabits, type Habits } from './key-habits';
import { createNewNetwork, createNightUse, createSharedKey } from './strange-use';

/** Watches the record as it is written and tells the owner of what does not look like the family. */
export interface ThreatWatch {
  /** Takes one line of the record. Never throws, never waits. */
  see(entry: AuditEntry): void;
  /** The same for a refusal that stands on the record only as a number. */
  seeHeldBack(seen: Sighting): void;
  list(onlyOpen: boolean): Threat[];
  /** Throws THREAT_UNKNOWN. `mine` teaches the detectors that this is usual. */
  acknowledge(id: string, verdict: 'mine' | 'seen'): Threat;
  /** Is told of each new or closed alert at once, and of one that goes on at most every two seconds. */
  onThreat(listener: (alert: Threat) => void): () => void;
  close(): Promise<void>;
}

export interface ThreatWatchOptions {
  readonly dataDir: string;
  readonly settings: () => Pick<Settings, 'alerts' | 'timeZone'>;
  /** Whether a key still exists: what was learnt of others is forgotten. */
  readonly isKey: (keyId: string) => boolean;
  readonly report: (message: string, cause: unknown) => void;
  readonly now?: () => number;
  readonly soonMs?: number;
}

const MUTE_MS = 30 * 86_400_000;
const QUARTER_MS = 900_000;

/** The local hour; asked for at every call, so it is reckoned once in a quarter of an hour. */
function createHourOf(timeZone: () => string): (atMs: number) => number {
  let [quarter, zone, hour] = [NaN, '', 0];
  return (atMs) => {
    const at = Math.floor(atMs / QUARTER_MS);
    if (at !== quarter || zone !== timeZone()) {
      [quarter, zone] = [at, timeZone()];
      hour = toLocalTime(atMs, zone).hour;
    }
    return hour;
  };
}

function teach(habits: Habits, alert: Threat, subject: string, nowMs: number): void {
  const { kind, keyId, ip } = alert;
  if (keyId === null) return habits.mute(kind, subject, nowMs + MUTE_MS);
  const known = habits.of(keyId, nowMs);
  if (kind === 'new_network' && ip !== null) known.networks.push(networkOf(ip));
  else if (kind === 'night_use') known.usesNights = true;
  else if (kind === 'shared_key') known.isShared = true;
  else habits.mute(kind, subject, nowMs + MUTE_MS);
  habits.changed();
}

/** Tells of alerts that go on, together and not at every call. */
function createRetelling(tell: (id: string) => void, everyMs: number) {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  return {
    add(id: string) {
      waiting.add(id);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const id of waiting) tell(id);
        waiting.clear();
      }, everyMs).unref();
    },
    stop: () => clearTimeout(timer),
  };
}

/** Tells whoever listens: of what is new at once, of what goes on a little later. */
function createTelling(byId: (id: string) => Threat | undefined, soonMs: number) {
  const listeners = new Set<(alert: Threat) => void>();
  const tell = (alert: Threat) => {
    for (const listener of listeners) listener(alert);
  };
  const tellOf = (id: string) => {
    const alert = byId(id);
    if (alert) tell(alert);
  };
  const retelling = createRetelling(tellOf, soonMs);
  return {
    tell,
    tellOf,
    goesOn: retelling.add,
    stop: retelling.stop,
    onThreat(listener: (alert: Threat) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function createDetectors(options: ThreatWatchOptions, habits: Habits): Detector[] {
  const alerts = () => options.settings().alerts;
  const hourOf = createHourOf(() => options.settings().timeZone);
  return [
    createFailedTries(alerts),
    createNewNetwork(alerts, habits),
    createNightUse(alerts, habits, hourOf),
    createSharedKey(alerts, habits),
    createVolumeSpike(alerts, habits),
    createLimitHits(),
  ];
}

const toSighting = (entry: AuditEntry, atMs: number): Sighting => {
  // Named one by one, which is faster than a copy: this runs at every call.
  const { event, ip, userAgent, keyId, keyName, code, status, presented } = entry;
  return { event, ip, userAgent, keyId, keyName, code, status, presented, atMs };
};

/** Opens the watch of a data folder with what it knew before. */
export async function openThreatWatch(options: ThreatWatchOptions): Promise<ThreatWatch> {
  const { dataDir, report, now = Date.now, soonMs = 2_000 } = options;
  const seenFile = path.join(dataDir, 'seen.json');
  const alertFile = path.join(dataDir, 'threats.json');
  const habits = createHabits(await readKept(seenFile), () => seenText.changed());
  const alerts = createAlertList(await readKept(alertFile));
  const seenText = createKeptText({ file: seenFile, render: habits.toText, report, soonMs });
  const alertText = createKeptText({ file: alertFile, render: alerts.toText, report, soonMs });
  const telling = createTelling(alerts.byId, soonMs);
  const detectors = createDetectors(options, habits);
  habits.keepOnly(options.isKey);

  const judge = (detect: Detector, seen: Sighting) => {
    const finding = detect(seen);
    if (!finding || habits.isMuted(finding.kind, finding.subject, seen.atMs)) return;
    const { id, isNew } = alerts.add(finding, seen.atMs);
    alertText.changed();
    if (isNew) telling.tellOf(id);
    else telling.goesOn(id);
  };
  const seeHeldBack = (seen: Sighting) => {
    for (const detect of detectors) judge(detect, seen);
  };
  return {
    see(entry) {
      if (entry.event === 'ADMIN' || entry.event === 'PUBLIC') return;
      // A line that only says how many more there were: each of them was seen already.
      if (entry.event === 'UNAUTHORIZED' && entry.change !== undefined) return;
      seeHeldBack(toSighting(entry, now()));
    },
    seeHeldBack,
    list: alerts.list,
    acknowledge(id, verdict) {
      const state = verdict === 'mine' ? 'confirmed_mine' : 'acknowledged';
      const { alert, subject } = alerts.close(id, state);
      if (verdict === 'mine') teach(habits, alert, subject, now());
      alertText.changed();
      telling.tell(alert);
      return alert;
    },
    onThreat: telling.onThreat,
    async close() {
      telling.stop();
      await seenText.close();
      await alertText.close();
    },
  };
}
