/** A page for a tablet on the wall, which a key of its own opens. */
export const wallEn = {
  make: 'Dashboard for a tablet',
  title: 'A dashboard for a tablet',
  text: 'A page that shows who is served, what it costs and how the services are. It renews itself, also on an old tablet.',
  name: 'Name',
  nameHelp: 'Where it hangs, such as “Tablet in the kitchen”',
  usualName: 'Tablet on the wall',
  create: 'Make the page',
  shownTitle: (name: string) => `The page for ${name}`,
  once: 'This address is shown only now: open it on the tablet, or point its camera at the picture.',
  meaning:
    'It shows names and numbers and opens nothing else. Whoever has this address sees the page; end the key to close it.',
  address: 'Address of the page',
  qr: 'QR code of the dashboard page',
  open: 'Open it here',
  role: 'Dashboard page only',
  roleHelp: 'Shows names and numbers, opens nothing else',
  editText: 'Its address stays the same.',
};

/** What a key may be held to besides the usual, and how long a guest stays. */
export const keyRulesEn = {
  careful: 'Signing and closed paths',
  carefulUsual: 'As usual',
  carefulSet: 'Changed',
  signing: 'Calls must be signed',
  signingHelp:
    'The key itself then never travels: the program proves with a signature that it has it. Apps that only have a field for a key cannot use it.',
  openPaths: 'Closed paths that it may use all the same',
  openPathsHelp:
    'One per line, such as /api/pull to load models. These are closed for every other key, since they change or delete things.',
  guestStays: 'The guest stays',
  guestEnds: { tonight: 'Until tonight', weekend: 'Until Sunday night', week: '7 days' },
  guestDone:
    'A guest pass: good for 10 calls, and it ends by itself. All of it can still be changed.',
};
