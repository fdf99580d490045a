// Runs the real keychain worker in plain Node: gives it the parent port that Electron's utility process has.
process.parentPort = {
  once: (_event, listener) => process.once('message', (question) => listener({ data: question })),
  postMessage: (answer) => process.send(answer),
};
await import('../../main/secrets/keychain-worker.ts');
