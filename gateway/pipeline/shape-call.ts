import { LatchkeyError } from '#shared/contract/errors';
import type { Dialect } from '../dialects/dialect';
import {
  canTranslateEmbedding,
  translateEmbedding,
} from '../dialects/translate/embedding-translation';
import { translateError } from '../dialects/translate/translate-error';
import {
  canTranslate,
  translateChat,
  type ChatDialect,
  type Translation,
} from '../dialects/translate/translation';
import { UsageEventFilter } from '../dialects/usage-event';
import type { AnswerEdit, EditAnswer } from '../proxy/answer-edit';
import type { ResponseHead } from '../proxy/response-head';
import { applyJsonRules, guardsJson, hasJsonRules } from '../services/json-rules';
import { presetOf } from '../services/presets';
import type { Service } from '../services/service-store';
import type { Call, Grant } from './call';
import { shapeClassic } from './classic-translation';
import type { Asked, ReadBody } from './read-ahead';
import { hasNoSuchPath, hasStandIn, standIn } from './stand-in';

/** A call as the service is asked; without changes it is the caller's own, byte by byte. */
export interface ShapedCall {
  readonly path: string;
  readonly body: ReadBody | undefined;
  /** The content type of a body that was written anew. */
  readonly contentType: string | undefined;
  readonly editAnswer: EditAnswer | undefined;
  /** Instead of the caller's, with its question mark. */
  readonly query?: string;
}

type Json = NonNullable<Asked['json']>;

const USAGE_PATHS: ReadonlySet<string> = new Set(['/v1/chat/completions', '/v1/completions']);
const MAX_ERROR_BYTES = 65_536;

/** The service has no such path after all, as older versions of most programs: it is asked in another dialect instead. */
export class SpeaksOtherwise extends Error {}

const isTranslatable = (from: ChatDialect, to: ChatDialect, path: string): boolean =>
  canTranslate(from, to, path) || canTranslateEmbedding(from, to, path);

/** The dialect in which a service is asked when it does not know the caller's. */
const otherDialect = ({ kind }: Service, from: ChatDialect, path: string) =>
  presetOf(kind).dialects.find((to) => isTranslatable(from, to, path));

/** The dialect in which a service is asked: the caller's when it knows it. */
function targetDialect(service: Service, from: Dialect, path: string): ChatDialect | undefined {
  const { dialects } = presetOf(service.kind);
  if (from === 'plain' || dialects.length === 0) return undefined;
  return dialects.includes(from) ? from : otherDialect(service, from, path);
}

/** True when a service can answer this call, in its own dialect or through a translation. */
export function speaksFor(service: Service, from: Dialect, path: string): boolean {
  const to = targetDialect(service, from, path);
  const isChat = presetOf(service.kind).dialects.length > 0;
  if (to === from && to !== undefined) return true;
  return service.rules.translate && (to !== undefined || (isChat && hasStandIn(path)));
}

const withType = (head: ResponseHead, contentType: string): AnswerEdit['head'] => {
  const headers: string[] = [];
  for (let at = 0; at + 1 < head.headers.length; at += 2) {
    const name = head.headers[at] ?? '';
    if (!/^(?:content-type|content-length|etag)$/i.test(name)) {
      headers.push(name, head.headers[at + 1] ?? '');
    }
  }
  return { ...head, headers: [...headers, 'Content-Type', contentType] };
};

const headerOf = ({ headers }: ResponseHead, lowerName: string): string => {
  const at = headers.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === lowerName);
  return at < 0 ? '' : (headers[at + 1] ?? '');
};

/** The service's error, gathered and put into the caller's shape. */
function editError(head: ResponseHead, from: ChatDialect, to: ChatDialect, call: Call): AnswerEdit {
  const parts: Buffer[] = [];
  let bytes = 0;
  return {
    head: withType(head, 'application/json; charset=utf-8'),
    holdsHead: true,
    push(chunk) {
      if (bytes < MAX_ERROR_BYTES) parts.push(chunk);
      bytes += chunk.length;
      return undefined;
    },
    get isOver() {
      return bytes >= MAX_ERROR_BYTES;
    },
    end: () => {
      const { body } = translateError(from, to, head.status, Buffer.concat(parts), call.requestId);
      return Buffer.from(body);
    },
  };
}

const editTranslated =
  (translation: Translation, from: ChatDialect, to: ChatDialect, call: Call): EditAnswer =>
  (head) => {
    if (head.status >= 400) return editError(head, from, to, call);
    const translator = translation.createAnswer(headerOf(head, 'content-type'));
    return {
      head: withType(head, translation.contentType),
      holdsHead: true,
      push: (chunk) => translator.push(chunk),
      end: () => translator.end(),
      get isOver() {
        return translator.isOver;
      },
      get isBroken() {
        return translator.isBroken;
      },
    };
  };

const editUsage: EditAnswer = (head) => {
  if (!headerOf(head, 'content-type').toLowerCase().startsWith('text/event-stream')) return;
  const filter = new UsageEventFilter();
  const push = (chunk: Buffer) => filter.push(chunk);
  return { head, holdsHead: false, push, end: () => filter.end() };
};

const toBody = (json: object): ReadBody => ({
  start: Buffer.from(JSON.stringify(json)),
  isWhole: true,
});

function needJson({ asked, service }: Grant): Json | undefined {
  if (asked.body && !asked.body.isWhole) {
    const message = `The body is too large for the rules of ${service.name}.`;
    throw new LatchkeyError('BODY_TOO_LARGE', { message });
  }
  return asked.json;
}

function translated(grant: Grant, from: ChatDialect, to: ChatDialect): ShapedCall {
  const { call, path } = grant;
  const json = needJson(grant);
  if (!json) throw new LatchkeyError('INPUT_INVALID', { message: 'Send the body as JSON.' });
  const translate = canTranslate(from, to, path) ? translateChat : translateEmbedding;
  const options = { requestId: call.requestId, now: new Date(call.startedAtMs) };
  const translation = translate(from, to, path, json, options);
  return {
    path: translation.path,
    body: { start: translation.body, isWhole: true },
    contentType: 'application/json',
    editAnswer: editTranslated(translation, from, to, call),
  };
}

const asSent = ({ path, asked }: Grant): ShapedCall => ({
  path,
  body: asked.body,
  contentType: undefined,
  editAnswer: undefined,
});

/** True for a stream whose usage nobody asked for, so that the gateway has to. */
function lacksUsage(service: Service, path: string, json: Json): boolean {
  if (!service.rules.askForUsage || !USAGE_PATHS.has(path) || json['stream'] !== true) return false;
  const options = json['stream_options'];
  const isAsked = typeof options === 'object' && options !== null && 'include_usage' in options;
  return !isAsked;
}

function withUsageAsked(shaped: ShapedCall, json: Json): ShapedCall {
  const options = json['stream_options'];
  const before = typeof options === 'object' && options !== null ? options : {};
  const body = toBody({ ...json, stream_options: { ...before, include_usage: true } });
  return { ...shaped, body, editAnswer: editUsage };
}

/** The owner's rules, on the body as the service gets it. */
function withRules(
  grant: Grant,
  shaped: ShapedCall,
): { shaped: ShapedCall; json: Json | undefined } {
  const { rules } = grant.service;
  const isOwn = shaped.contentType === undefined;
  const json = isOwn ? grant.asked.json : (JSON.parse(String(shaped.body?.start)) as Json);
  if (!hasJsonRules(rules.json)) return { shaped, json };
  if (!json) return { shaped, json };
  const changed = applyJsonRules(json, rules.json);
  // As it was read: of a name that stands there twice another reader may take the other one.
  const isAsRead = guardsJson(rules.json) && isOwn;
  return {
    shaped: changed === json && !isAsRead ? shaped : { ...shaped, body: toBody(changed) },
    json: changed,
  };
}

/** Watches for a service that does not know the path, so that it can be asked in other words. */
const orOtherwise =
  (edit: EditAnswer | undefined): EditAnswer =>
  (head) => {
    if (hasNoSuchPath(head)) throw new SpeaksOtherwise();
    return edit?.(head);
  };

function inOwnWords(grant: Grant, hasOther: boolean): ShapedCall {
  const { service, path, asked } = grant;
  if (!asked.json && !hasJsonRules(service.rules.json)) return asSent(grant);
  const { shaped, json } = withRules(grant, asSent(grant));
  const isLacking = json !== undefined && lacksUsage(service, path, json);
  const own = isLacking ? withUsageAsked(shaped, json) : shaped;
  if (hasOther && asked.json) return { ...own, editAnswer: orOtherwise(own.editAnswer) };
  return { ...own, editAnswer: own.editAnswer ?? standIn(path, asked.json) };
}

/**
 * Puts a call into the words of its service: translated where it speaks another dialect, under the owner's rules, with
 * usage asked for. With `otherwise` it is translated although the service should know the caller's dialect.
 */
export function shapeCall(grant: Grant, otherwise = false): ShapedCall {
  const { call, service, path, asked } = grant;
  const { dialect: from } = call.route;
  const classic = shapeClassic(grant);
  if (classic) {
    const isForm = classic.contentType === undefined && !asked.json;
    return isForm ? classic : withRules(grant, classic).shaped;
  }
  if (from === 'plain' || call.method !== 'POST') return inOwnWords(grant, false);
  const to = targetDialect(service, from, path);
  const other = service.rules.translate ? otherDialect(service, from, path) : undefined;
  if (to === from && !otherwise) return inOwnWords(grant, other !== undefined);
  if (!other) return inOwnWords(grant, false);
  return withRules(grant, translated(grant, from, other)).shaped;
}
