export { windowDe as window } from '../de/window';
export { desktopDe as desktop } from '../de/desktop';
export { phoneDe as phone } from '../de/phone';
export { dashboardDe as dashboard } from '../de/dashboard';
export { writtenDe as written } from '../de/written';

/** Its own name, for the list of languages. */
export const name = 'Deutsch';
/** How numbers and times are written. */
export const locale = 'de-DE';
