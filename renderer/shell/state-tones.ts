/** Which colour each state of the gateway has, wherever it is shown. */
export const stateTones = {
  running: 'success',
  paused: 'warning',
  trouble: 'danger',
  stopped: 'danger',
  unknown: 'neutral',
} as const;
