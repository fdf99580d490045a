const two = (value: number): string => String(value).padStart(2, '0');

function offsetOf(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A moment for a person at this terminal: its own time with how far that is from UTC; what is no moment stays as it is. */
export function localTime(moment: string | number, { seconds = false } = {}): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return String(moment);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return `${day} ${clock}${seconds ? `:${two(at.getSeconds())}` : ''} ${offsetOf(at)}`;
}
