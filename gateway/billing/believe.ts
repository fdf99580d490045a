/**
 * Threat: a service lies about what it used, or a caller has it lie: less than nothing to fill a budget up again, or
 * more than anybody can pay. A figure counts only as far as the bytes that went by make it possible.
 */
import type { Usage } from '../dialects/usage-figures';
import { tokensOfText } from '../dialects/usage-tally';
import type { WorkKind } from '../dialects/work-kind';

/** What was seen of a call, whatever anybody says. */
export interface Seen {
  readonly work: WorkKind;
  readonly bytesIn: number;
  /** Of the service's answer. */
  readonly bytesOut: number;
  /** The most that was asked for; null when the call did not say. */
  readonly maxTokens: number | null;
  /** What the prompt is reckoned to have; asked only when nobody says. */
  readonly tokensAsked: () => number;
  /** Not all of the prompt is in the body: it goes on from an earlier answer, or is packed. */
  readonly isPromptElsewhere: boolean;
  /** Length of an uploaded recording, as far as its head says. */
  readonly uploadMs: number | null;
}

/** What is put on the bill. */
export interface Measured {
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly tokensCached: number | null;
  readonly images: number | null;
  readonly audioMs: number | null;
  /** `estimated`: nobody said, so it was reckoned. `clamped`: what was said cannot be. */
  readonly flags: readonly string[];
}

/** Templates of the service, and pictures that are only named by their address. */
const MORE_THAN_BODY = 16_384;
/** The longest prompt that a service may have kept from earlier. */
const LONGEST_PROMPT = 2_000_000;
/** What may be thought without being shown when the call set no limit. */
const MOST_HIDDEN = 100_000;
/** Speech of the poorest quality has a quarter of a kilobyte per second. */
const AUDIO_MS_PER_BYTE = 4;
const MOST_IMAGES = 1000;

class Belief {
  isEstimated = false;
  isClamped = false;

  atMost(figure: number | null, most: number): number | null {
    if (figure === null || figure <= most) return figure;
    this.isClamped = true;
    return most;
  }

  reckon(figure: number | null): number | null {
    this.isEstimated ||= figure !== null && figure > 0;
    return figure;
  }
}

function tokensInOf(usage: Usage | undefined, seen: Seen, belief: Belief): number | null {
  const stated = usage?.tokensIn ?? null;
  const most = seen.isPromptElsewhere ? LONGEST_PROMPT : seen.bytesIn + MORE_THAN_BODY;
  if (stated !== null) return belief.atMost(stated, most);
  const mustHaveTokens = seen.work === 'text' || seen.work === 'embedding';
  return mustHaveTokens ? belief.reckon(seen.tokensAsked()) : null;
}

function tokensOutOf(usage: Usage | undefined, seen: Seen, belief: Belief): number | null {
  const stated = usage?.tokensOut ?? null;
  if (stated === null) {
    return seen.work === 'text' ? belief.reckon(tokensOfText(seen.bytesOut)) : null;
  }
  const hidden = Math.min(usage?.tokensHidden ?? 0, seen.maxTokens ?? MOST_HIDDEN);
  return belief.atMost(stated, seen.bytesOut + hidden);
}

function audioMsOf(usage: Usage | undefined, seen: Seen, belief: Belief): number | null {
  if (seen.work !== 'speech' && seen.work !== 'transcription') return null;
  const bytes = seen.work === 'speech' ? seen.bytesOut : seen.bytesIn;
  const most = bytes * AUDIO_MS_PER_BYTE;
  const stated = usage?.audioMs ?? null;
  if (stated !== null) return belief.atMost(stated, most);
  return belief.atMost(belief.reckon(seen.uploadMs), most);
}

/** Puts together what an answer said and what was seen of it. Of a service that says nothing it is reckoned, and marked. */
export function believe(usage: Usage | undefined, seen: Seen): Measured {
  const belief = new Belief();
  belief.isEstimated = usage?.isCounted ?? false;
  belief.isClamped = usage?.isRefused ?? false;
  const tokensIn = tokensInOf(usage, seen, belief);
  const measured = {
    tokensIn,
    tokensOut: tokensOutOf(usage, seen, belief),
    tokensCached: belief.atMost(usage?.tokensCached ?? null, tokensIn ?? 0),
    images: seen.work === 'image' ? belief.atMost(usage?.images ?? null, MOST_IMAGES) : null,
    audioMs: audioMsOf(usage, seen, belief),
  };
  return { ...measured, flags: flagsOf(belief) };
}

const flagsOf = ({ isEstimated, isClamped }: Belief): Measured['flags'] =>
  isEstimated || isClamped
    ? [...(isEstimated ? ['estimated'] : []), ...(isClamped ? ['clamped'] : [])]
    : NONE;

const NONE: Measured['flags'] = [];
