import { toDeviceKind, toPlatform } from './device-kind';

const kind = toDeviceKind(navigator.userAgent, navigator.maxTouchPoints);

/** The device that this page is shown on, as far as its browser tells. */
export const thisDevice = { kind, platform: toPlatform(kind) };
