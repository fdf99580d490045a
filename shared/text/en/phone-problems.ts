const inSeconds = (seconds: number | undefined) =>
  seconds === undefined ? 'Try again in a moment.' : `Try again in ${duration(seconds)}.`;

function duration(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

/** What went wrong, and what helps, on the pages of a phone; `said` is the sentence of whoever refused. In English. */
export const phoneProblemsEn = {
  noService: {
    title: 'There is no chat service yet',
    help: () => 'The owner can add one on the computer, under Services.',
  },
  modelGone: {
    title: 'This model is not there any more',
    help: () => 'Choose another one, or load the page again.',
  },
  notAllowed: {
    title: 'This key may not use that',
    help: () => 'The owner can change it on the computer, under Keys.',
  },
  down: {
    title: 'The AI program does not answer',
    help: () => 'It may not be running. Start it on the computer, then try again.',
  },
  slow: {
    title: 'The AI program took too long',
    help: () => 'It may still be loading the model. Try again in a minute.',
  },
  limit: {
    title: 'That was a lot in a short time',
    help: (seconds: number | undefined) => inSeconds(seconds),
  },
  spent: {
    title: 'The allowance of this device is used up',
    help: () => 'It grows back with time, or the owner raises it.',
  },
  paused: {
    title: 'The owner has paused this',
    help: () => 'Try again when it has been switched on again.',
  },
  quiet: {
    title: 'It is quiet time now',
    help: (seconds: number | undefined) => inSeconds(seconds),
  },
  busy: {
    title: 'The AI at home is busy',
    help: (seconds: number | undefined) => inSeconds(seconds),
  },
  keyGone: {
    title: 'This key is not valid any more',
    help: () => 'It has expired or was taken back. Ask the owner for a new code.',
  },
  keyPaused: {
    title: 'The owner has paused this key',
    help: () => 'Ask the owner to switch it on again.',
  },
  wrongPlace: {
    title: 'Not allowed from here',
    help: () => 'Use the address and the Wi-Fi that the owner gave you.',
  },
  network: {
    title: 'The computer cannot be reached',
    help: () =>
      'Is this device in the same Wi-Fi, and is the computer awake? A guest Wi-Fi often keeps devices apart.',
  },
  cut: {
    title: 'The answer was cut off',
    help: () => 'The connection or the AI program stopped in the middle. Ask again.',
  },
  used: { title: 'This code was used already', help: () => 'Ask for a new one.' },
  expired: { title: 'This code is too old', help: () => 'Ask for a new one.' },
  name: {
    title: 'This name cannot be used',
    help: () => 'Choose another one: up to 60 characters.',
  },
  other: {
    title: 'That did not work',
    help: (_seconds: number | undefined, said: string) =>
      said === '' ? 'Try again in a moment.' : `The other side says: ${said}`,
  },
};
