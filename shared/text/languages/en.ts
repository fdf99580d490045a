export { windowEn as window } from '../en/window';
export { desktopEn as desktop } from '../en/desktop';
export { phoneEn as phone } from '../en/phone';
export { dashboardEn as dashboard } from '../en/dashboard';
export { writtenEn as written } from '../en/written';

/** Its own name, for the list of languages. */
export const name = 'English';
/** How numbers and times are written. */
export const locale = 'en-GB';
