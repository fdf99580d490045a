const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** The overview page. */
export const overviewEn = {
  lead: {
    running: 'Your services are open to the devices that hold a key.',
    paused: 'Every call is turned away until you switch it on again.',
    trouble: 'Something needs you. What to do stands below.',
    stopped: 'The gateway is not running, so no device can use your services.',
  },
  holds: (services: number, keys: number) =>
    `${services} ${plural(services, 'service', 'services')}, ${keys} active ${plural(keys, 'key', 'keys')}`,
  start: 'Start the gateway',
  pauseAll: 'Pause everything',
  problems: 'What needs you',
  live: (count: number) => `${count} ${plural(count, 'call', 'calls')} right now`,
  today: 'Last 24 hours',
  totals: {
    calls: 'Calls',
    refused: 'Refused',
    failed: 'Failed',
    tokens: 'AI tokens',
    cost: 'Cost',
  },
  tokensDetail: (sent: string, got: string) => `${sent} in, ${got} out`,
  costDetail: (price: string) => `${price} per call, if not priced otherwise`,
  free: 'Looking around, such as model lists and pings, is free and not counted.',
  chart: {
    title: 'Calls over time',
    label: 'Calls and errors of the last 24 hours, use the arrow keys to read them',
    point: (time: string, ok: string, refused: string, failed: string) =>
      `${time}: ${ok} went through, ${refused} refused, ${failed} failed`,
    succeeded: 'Went through',
    refused: 'Refused',
    failed: 'Failed',
    empty: 'No calls yet. They show up here as soon as a device uses a key.',
  },
  addresses: 'Addresses for your devices',
  addressesHelp: 'Enter one of these in an app on your phone or laptop, together with a key.',
  addressesNone: 'No address is open. Switch one on under “Let my devices connect”.',
};

/** The ways in, as the overview and the network page name them. */
export const networkEn = {
  title: 'Let my devices connect',
  help: 'Choose from where devices may reach the gateway. They still need a key.',
  kinds: {
    loopback: 'This computer',
    lan: 'Home network',
    tailscale: 'Tailscale',
    virtual: 'Virtual network',
    public: 'Internet address',
  },
  wifi: 'Home network (Wi-Fi)',
  cable: 'Home network (cable)',
  about: {
    loopback: 'Apps on this computer only',
    lan: 'Phones and computers in your home',
    tailscale: 'Your own devices, wherever they are',
    virtual: 'Containers and virtual machines on this computer',
    public: 'Anyone who knows the address can knock',
  },
  lanWarning:
    'Traffic in the home network is not encrypted: others in the same network could read it, keys included. Use it only where you trust everyone on the Wi-Fi. Tailscale is encrypted.',
  publicWarning: 'This address can be reached from the internet, without encryption.',
  other: 'Other addresses of this computer',
  listening: 'Open',
  off: 'Off',
  port_taken: 'Port taken',
  address_gone: 'Address gone',
  failed: 'Failed',
  none: 'No network address was found.',
  noHome: 'No home network found.',
  confirmTitle: 'Open the gateway to the internet?',
  confirmText: (address: string) =>
    `${address} can be reached from outside your home, and calls to it are not encrypted. Tailscale is the safer way to reach your services from afar.`,
  confirmYes: 'Open it anyway',
};
