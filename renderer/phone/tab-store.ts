import type { JoinAnswer } from '#shared/contract/join';

/**
 * Threat: a key that outlives the page. What is kept here lives as long as this tab and is seen by no other one; nothing
 * of it is ever written to an address, to localStorage or to a cookie.
 */
const PASS = 'latchkey.pass';
const CLAIM = 'latchkey.claim';

/** What the page asked with, so that a reload may ask the same again. */
export interface Asked {
  readonly code: string;
  readonly name: string;
  readonly claim: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isService = (value: unknown): boolean =>
  isRecord(value) &&
  ['id', 'name', 'kind', 'path'].every((field) => typeof value[field] === 'string');

const isHttps = (value: unknown): boolean =>
  value === null || (isRecord(value) && typeof value['url'] === 'string');

/** Whether it is the gateway's answer with a key in it; schemas are too large for a phone's page. */
export const isJoinAnswer = (value: unknown): value is JoinAnswer =>
  isRecord(value) &&
  typeof value['secret'] === 'string' &&
  typeof value['name'] === 'string' &&
  Array.isArray(value['services']) &&
  value['services'].every(isService) &&
  isHttps(value['https']);

const isAsked = (value: unknown): value is Asked =>
  isRecord(value) && ['code', 'name', 'claim'].every((field) => typeof value[field] === 'string');

function read(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    return null; // switched off in this browser, or not ours
  }
}

function write(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Switched off in this browser: the key is there until the page is left.
  }
}

/** The key of this tab, when it has one. */
export function readPass(): JoinAnswer | undefined {
  const value = read(PASS);
  return isJoinAnswer(value) ? value : undefined;
}

/** The key of this tab, when it came of `code`. */
export function readPassOf(code: string): JoinAnswer | undefined {
  const value = read(PASS);
  return isRecord(value) && value['code'] === code && isJoinAnswer(value) ? value : undefined;
}

export const keepPass = (pass: JoinAnswer, code: string): void => write(PASS, { ...pass, code });

/** What this tab asked for with `code` before it was loaded again. */
export function readAsked(code: string): Asked | undefined {
  const value = read(CLAIM);
  return isAsked(value) && value.code === code ? value : undefined;
}

export const keepAsked = (asked: Asked): void => write(CLAIM, asked);
