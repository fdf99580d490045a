// A stand-in for the gateway process, for tests of what supervises it. FAKE_GATEWAY says how it behaves:
//   well (default) | crash (ends at once) | refuse (says why it cannot start) | hang (blocks after it is ready)
const mode = process.env.FAKE_GATEWAY ?? 'well';
const SETTINGS = { paused: false, pausedUntil: null, language: 'auto' };

const answers = {
  'status.get': () => ({
    version: '0.0.0',
    state: SETTINGS.paused ? 'paused' : 'running',
    startedAt: new Date(0).toISOString(),
    host: 'desktop',
    dataDir: '',
    adminUrl: null,
    publicUrls: ['http://127.0.0.1:5539'],
    liveCalls: 0,
    services: 0,
    activeKeys: 0,
    waiting: 0,
    problems: [],
  }),
  'settings.get': () => ({
    settings: {
      ...SETTINGS,
      timeZone: 'UTC',
      alerts: { doNotDisturb: null },
      notices: { security: true, budgets: true, outages: true, updates: true },
    },
  }),
  'status.live': () => ({ calls: [], total: 0, waiting: [] }),
};

function hear(port, message) {
  const post = (answer) => port.postMessage(answer);
  if (message.type === 'start') {
    if (mode === 'crash') process.abort();
    console.log(
      `keychain: ${message.options.keychain}, secret: ${message.options.adminSecret ? 'yes' : 'no'}`,
    );
    if (mode === 'refuse') {
      post({ type: 'failed', code: 'PORT_TAKEN', message: 'Another program uses port 5539.' });
      setTimeout(() => process.exit(1), 50);
      return;
    }
    if (message.options.keychain === 'absent')
      post({ type: 'keepSecret', secret: 'lka_test_secret' });
    post({ type: 'ready', publicUrls: ['http://127.0.0.1:5539'], adminUrl: null });
    if (mode === 'hang')
      setTimeout(() => {
        for (;;);
      }, 50);
  } else if (message.type === 'ping') post({ type: 'pong', id: message.id });
  else if (message.type === 'call') {
    if (message.name === 'settings.update') {
      SETTINGS.pausedUntil = null;
      Object.assign(SETTINGS, message.input);
      post({ type: 'event', event: { name: 'changed', payload: { group: 'status' } } });
    }
    const answer = answers[message.name];
    const reply = answer
      ? { ok: true, value: answer() }
      : { ok: false, error: { code: 'NOT_FOUND', message: 'The stand-in knows no such thing.' } };
    post({ type: 'reply', id: message.id, reply });
  } else if (message.type === 'stop') {
    post({ type: 'stopped' });
    setTimeout(() => process.exit(0), 20);
  }
}

process.parentPort.once('message', ({ ports: [port] }) => {
  port.on('message', ({ data }) => hear(port, data));
  port.start();
});
