// Which package each folder may import. The compiler sees folders but not packages, so this is the second fence.
const shell = {
  group: ['electron', 'electron/*', 'keytar'],
  message: 'Only main/ knows Electron and the keychain; the gateway must run on plain Node.',
};
const server = {
  group: ['node:*', 'express', 'lowdb', 'lowdb/*', 'http-proxy-middleware', 'undici', 'ipaddr.js'],
  message: 'No Node here: this runs in a page as well.',
};
const ui = {
  group: ['svelte', 'svelte/*', 'bits-ui', '@lucide/*', 'virtua', 'virtua/*'],
  message: 'The user interface lives in renderer/.',
};
const stores = {
  group: ['svelte/store'],
  message: 'State lives in runes: a class with $state fields, made by the view that shows it.',
};
const proxying = {
  group: ['express', 'lowdb', 'lowdb/*', 'http-proxy-middleware', 'undici', 'ipaddr.js'],
  message: 'main/ is a shell around the gateway; this belongs into gateway/.',
};
const database = { group: ['lowdb', 'lowdb/*', 'node:sqlite'], message: 'Go through a store.' };
const tree = (...folders) => ({
  group: folders.map((folder) => `**/../${folder}/**`),
  message: 'Folders of the tree meet in shared/ only.',
});
const keychain = { group: ['keytar'], message: 'Only main/secrets/ talks to the keychain.' };
const ipcMain = {
  group: ['electron'],
  importNames: ['ipcMain'],
  message: 'Only main/ipc/bridge.ts listens to a page: it checks who speaks.',
};

/** A later entry for the same file replaces an earlier one, so each repeats what it still forbids. */
const forbid = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export const importRules = [
  forbid(['shared/**'], shell, server, ui, tree('main', 'gateway', 'renderer')),
  forbid(['renderer/**'], shell, server, stores, tree('main', 'gateway')),
  forbid(['gateway/**'], shell, ui, tree('main', 'renderer')),
  forbid(
    ['gateway/{edge,routes,pipeline,admin,listeners,dialects,proxy}/**'],
    shell,
    ui,
    database,
    tree('main', 'renderer'),
  ),
  forbid(['main/**'], ui, proxying, keychain, ipcMain, tree('gateway', 'renderer')),
  forbid(['main/ipc/bridge.ts'], ui, proxying, keychain, tree('gateway', 'renderer')),
  forbid(['main/secrets/**'], ui, proxying, ipcMain, tree('gateway', 'renderer')),
];
