/** The network page. */
export const networkPageEn = {
  lead: 'From where devices may reach the gateway, and how safe the way is.',
  ways: 'Ways in',
  waysHelp: 'Each is one address of this computer. Devices still need a key.',
  others: (count: number) => `${count} more: containers, virtual networks and IPv6`,
  noTailscale:
    'Tailscale is not connected on this computer. With it, your devices could also connect when away from home: see “From outside the house”.',
  http: 'Address',
  https: 'Encrypted address',
  plain: 'Not encrypted: others in this network could read calls, keys included.',
  plainToo: 'The http:// address is not encrypted. Prefer the encrypted one in your devices.',
  probe: 'Can other devices reach this?',
  probeFor: (name: string) => `Can other devices reach ${name}?`,
  probeHere: 'Does it answer?',
  probeHereFor: (name: string) => `Does ${name} answer?`,
  probing: 'Trying',
  reachable: 'Yes, it answers',
  reachableHere: 'It answers, to this computer only',
  reachableHelp:
    'Asked from this computer. If a phone in the same network still cannot connect, a firewall on this computer is in the way.',
  unreachable: 'No answer',
  httpsTitle: 'HTTPS',
  httpsHelp: 'Encrypts calls between your devices and this computer.',
  httpsSwitch: 'Offer HTTPS',
  httpsSwitchHelp:
    'Nobody in the same network can then read keys or answers. Plain HTTP stays open beside it, for apps that know nothing else.',
  port: 'Port for HTTPS',
  certificateNone: 'The certificate is being made.',
  problem: 'HTTPS does not work',
  fingerprint: 'Fingerprint (SHA-256)',
  fingerprintHelp: 'Compare it with what the device shows before you trust it there.',
  validUntil: 'Valid until',
  names: 'Good for',
  renewal: 'It is renewed by itself.',
  trust: 'How a phone learns to trust it',
  trustText:
    'The certificate is made on this computer, so a device does not know it yet. Each device needs this once.',
  trustSteps: [
    'Open this address on the device, or point its camera at the picture.',
    'iPhone and iPad: Settings, General, VPN & Device Management, install the profile. Then About, Certificate Trust Settings, switch it on.',
    'Android: Settings, Security, Install a certificate, CA certificate, and choose the downloaded file.',
    'Computer: open the file and add it to the trusted authorities.',
  ],
  trustLink: 'Certificate for your devices',
  trustNowhere:
    'No other device can connect yet. Switch a way in on above, and its address stands here.',
  trustTailscale: 'Tailscale has signed the certificate',
  trustTailscaleHelp:
    'Use the name that ends in .ts.net in your devices: they trust it already, and there is nothing to install.',
  qr: (address: string) => `QR code for ${address}`,
  mdns: 'Be found by name',
  mdnsSwitch: 'Tell the home network where the gateway is',
  mdnsSwitchHelp:
    'Apps that look for it find it by themselves (mDNS, also called Bonjour). Everyone in the network can see that it is there; without a key they can do nothing.',
  callers: 'Who may call at all',
  callersHelp:
    'Holds for everybody, whatever their key; each key can have a list of its own as well. This computer itself is never shut out.',
  callersAllow: 'Let in only these networks',
  callersAllowHelp:
    'One per line: an address such as 192.168.1.20, or a network such as 192.168.1.0/24. Empty: everyone who can reach this computer.',
  callersDeny: 'Never let in',
  callersDenyHelp: 'These win over the list above. Calls that are under way are cut at once.',
  hosts: 'Names this computer answers to',
  hostsHelp:
    'Besides its addresses and localhost. Other names are refused, so that a web page cannot sneak in.',
  hostsNone: 'No name has been added. Addresses work without one.',
  hostsChange: 'Change under Settings',
};
