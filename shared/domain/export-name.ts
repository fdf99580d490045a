const NAME = /^[a-z0-9][\w-]{0,79}(\.[a-z0-9]{1,8}){1,2}$/i;

/** True for a name that is one plain, finished file in the folder of exports. */
export const isExportName = (name: string): boolean => NAME.test(name) && !name.endsWith('.part');
