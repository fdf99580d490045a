const NAME = 'latchkey.local-only';

/** Whether the owner has said that no other device shall connect; remembered in this browser. */
export const isLocalOnly = (): boolean => localStorage.getItem(NAME) === 'yes';

/** Remembers that the owner wants it for this computer only. */
export const setLocalOnly = (): void => localStorage.setItem(NAME, 'yes');
