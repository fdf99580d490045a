/** What a page can tell of the device that it is shown on. */
type DeviceKind =
  | 'iphone'
  | 'ipad'
  | 'androidPhone'
  | 'androidTablet'
  | 'windows'
  | 'mac'
  | 'chromebook'
  | 'linux'
  | 'other';

/** Where an app runs. */
export type Platform = 'ios' | 'android' | 'computer';

/** An iPad says that it is a Mac; no Mac has a screen for fingers. */
export function toDeviceKind(userAgent: string, touchPoints: number): DeviceKind {
  if (/iPhone|iPod/.test(userAgent)) return 'iphone';
  if (/iPad/.test(userAgent)) return 'ipad';
  if (/Android/.test(userAgent)) return /Mobile/.test(userAgent) ? 'androidPhone' : 'androidTablet';
  if (/CrOS/.test(userAgent)) return 'chromebook';
  if (/Windows/.test(userAgent)) return 'windows';
  if (/Macintosh/.test(userAgent)) return touchPoints > 1 ? 'ipad' : 'mac';
  return /Linux|X11/.test(userAgent) ? 'linux' : 'other';
}

/** A device that nobody knows is taken for a computer: what stands there works anywhere. */
export function toPlatform(kind: DeviceKind): Platform {
  if (kind === 'iphone' || kind === 'ipad') return 'ios';
  return kind === 'androidPhone' || kind === 'androidTablet' ? 'android' : 'computer';
}
