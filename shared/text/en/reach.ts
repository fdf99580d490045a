/** The network page: ports, certificates on request, and the way home from outside. */
export const reachEn = {
  ports: 'Ports',
  portsHelp:
    'The number after the colon of an address. Change one only when another program needs it.',
  device: 'For devices',
  deviceHelp: 'Stands in the address of every app: after a change, enter the new address there.',
  panel: 'For the panel in a browser',
  panelHelp: 'Bookmarks of the panel and the command line need the new one after a change.',
  tlsHelp: 'Stands in the encrypted addresses, while HTTPS is on.',
  portClash: 'Each needs a port of its own.',
  portsSaved: 'Saved. The new port is used after the next start of Latchkey.',
  renew: 'Renew the certificate',
  renewTitle: 'Renew the certificate?',
  renewText: 'It renews itself in time. Do it now when a name or an address is missing in it.',
  renewWhat: 'What to make',
  renewKinds: { certificate: 'A new certificate', authority: 'A new authority, too' },
  renewHints: {
    certificate: 'Devices notice nothing',
    authority: 'Every device has to trust again',
  },
  authorityHelp:
    'Needed when a host name was added that the present one may not vouch for, or when its key may have been copied. Until a device trusts the new one, it refuses encrypted calls. Remove the old one there.',
  renewYes: 'Renew',
  renewed: 'The certificate was renewed',
  renewedAuthority: 'There is a new authority: each device has to trust it now',
  outside: 'From outside the house',
  outsideHelp:
    'To use your services on the way, let your devices come home by a tunnel that only they can use.',
  best: 'Recommended',
  careful: 'With care',
  never: 'Never',
  tailscale: 'Tailscale',
  tailscaleText:
    'Makes one private network of your devices, wherever they are. Nothing is opened to the internet, and the phone needs no certificate.',
  tailscaleSteps: [
    'Install Tailscale on this computer and on the phone, and sign in on both with the same account.',
    'On this computer, in a terminal:',
  ],
  tailscaleServe: 'For an encrypted address without a port, also:',
  tailscaleThen:
    'Then switch “Tailscale” on above. Its address stands there and works on the phone, also on the way.',
  command: 'Command',
  wireguard: 'WireGuard',
  wireguardText:
    'Many home routers (such as a FRITZ!Box) have it built in: add the phone there, scan its code with the WireGuard app, and use the home address as if you were at home. It opens one port of the router, which answers nobody without a key.',
  cloudflare: 'Cloudflare Tunnel',
  cloudflareText:
    'Works without opening a port, but makes the address public: everybody on the internet can knock, and Cloudflare can read every call, keys included. Use it only with an access rule in front (Cloudflare Access), and with keys that have limits and an end.',
  forward: 'A port of the router straight to Latchkey',
  forwardText:
    'Do not forward http:// from the internet: keys and conversations travel readable for everybody between, and scanners find the port within hours.',
};
