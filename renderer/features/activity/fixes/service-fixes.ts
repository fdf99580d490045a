import { toHref } from '../../../page-address';
import { toBytes, toDuration } from '../../../text/format';
import { t } from '../../../text/t';
import { allowMethod } from './key-fixes';
import { mended, press, serviceOf, type FindRemedy } from './remedy';

const text = t.fixes;
const MOST_BYTES = 17_179_869_184;

/** To the list of services. */
export const openServices: FindRemedy = () => ({
  kind: 'go',
  label: text.toServices,
  href: toHref('services'),
});

/** To the settings. */
export const openSettings: FindRemedy = () => ({
  kind: 'go',
  label: text.toSettings,
  href: toHref('settings'),
});

export const resumeService: FindRemedy = (refusal) => {
  const service = serviceOf(refusal);
  if (!service) return undefined;
  const { id, name } = service;
  const set = (paused: boolean) => refusal.api.services.update({ id, paused });
  return press(text.switchOn(name), async () => {
    await set(false);
    return mended(text.switchedOn(name), () => set(true));
  });
};

export const resumeAll: FindRemedy = ({ api, known }) =>
  press(text.allOn, async () => {
    const { pausedUntil: end } = known.settings;
    const pausedUntil = end !== null && Date.parse(end) > Date.now() ? end : null;
    await api.settings.update({ paused: false, pausedUntil: null });
    return mended(text.allOnDone, () => api.settings.update({ paused: true, pausedUntil }));
  });

/** Asks the service now, since it may well be back. */
export const testService: FindRemedy = (refusal) => {
  const service = serviceOf(refusal);
  if (!service) return undefined;
  return press(text.test(service.name), async () => {
    const { ok, code, milliseconds } = await refusal.api.services.test({ id: service.id });
    const { title, help } = t.diagnosis[code];
    return ok
      ? {
          tone: 'success',
          words: text.answers(service.name),
          help: text.took(toDuration(milliseconds)),
        }
      : { tone: 'danger', words: title, help };
  });
};

/** Bodies of twice the size, for everybody who uses the service. */
export const allowLarger: FindRemedy = (refusal) => {
  const service = serviceOf(refusal);
  if (!service) return undefined;
  const { id, name, maxBodyBytes: before } = service;
  const next = Math.min(MOST_BYTES, before * 2);
  const size = toBytes(next);
  const set = (maxBodyBytes: number) => refusal.api.services.update({ id, maxBodyBytes });
  return press(text.larger(name, size), async () => {
    await set(next);
    return mended(text.largerDone(name, size), () => set(before));
  });
};

/** A method that the key does not list is listed; where the service itself closes it, that is where to look. */
export const allowMethodAnywhere: FindRemedy = (refusal) =>
  allowMethod(refusal) ?? openServices(refusal);
