import { expect, test } from 'vitest';
import { boundaryOf, changeFormHead, FORM_HEAD_BYTES } from '../../gateway/pipeline/form-head';

const B = '----x7';
const part = (head: string, value: string) =>
  `--${B}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
const form = (...parts: string[]) => Buffer.from(`${parts.join('')}--${B}--\r\n`, 'latin1');
const change = (body: Buffer, names: [string, ...string[]], defaults = {}) =>
  changeFormHead(body, B, { names, defaults }).toString('latin1');
const NAMES: [string, ...string[]] = ['audio_file', 'file', 'audio'];

test.each([
  ['multipart/form-data; boundary=----x7', '----x7'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['Multipart/Form-Data; Boundary=abc', 'abc'],
  ['application/json', undefined],
  [undefined, undefined],
])('the boundary of %s is %s', (type, boundary) => expect(boundaryOf(type)).toBe(boundary));

test('S000-13: the part with the sound gets the name that the service knows, and nothing else changes', () => {
  const sound = '\xff\xfb\x00\x01 name="file"; name=file';
  const before = form(
    part('name="language"', 'en'),
    part('name="file"; filename="file.mp3"', sound),
  );
  const after = form(
    part('name="language"', 'en'),
    part('name="audio_file"; filename="file.mp3"', sound),
  );
  expect(change(before, NAMES)).toBe(after.toString('latin1'));
});

test.each([
  ['name=audio; filename=a.wav', 'name=audio_file; filename=a.wav'],
  ['filename="audio"; name="audio"', 'filename="audio"; name="audio_file"'],
  ['Name="file"', 'Name="audio_file"'],
])('a head of another make is understood: %s', (before, after) => {
  expect(change(form(part(before, 'x')), NAMES)).toBe(form(part(after, 'x')).toString('latin1'));
});

test('a form that is right already goes through byte by byte', () => {
  const body = form(
    part('name="audio"', 'a title'),
    part('name="audio_file"; filename="a"', '\xfe'),
  );
  expect(change(body, NAMES)).toBe(body.toString('latin1'));
});

test('a field that the service cannot do without is put in front, unless it was sent', () => {
  const body = form(part('name="file"; filename="a"', 'x'));
  const model = { model: 'whisper-1' };
  expect(change(body, ['file'], model)).toBe(part('name="model"', 'whisper-1') + body.toString());
  const named = form(part('name="model"', 'tiny'), part('name="file"; filename="a"', 'x'));
  expect(change(named, ['file'], model)).toBe(named.toString());
});

test('what looks like a part inside of the sound is left alone', () => {
  const inner = 'x\r\nContent-Disposition: form-data; name="file"\r\n\r\n--no--';
  const body = form(part('name="prompt"', inner));
  expect(change(body, NAMES)).toBe(body.toString('latin1'));
});

test('only the start of a large form is looked at, and the rest stays as it is', () => {
  const large = `${'\xe9'.repeat(FORM_HEAD_BYTES)}end`;
  const body = form(part('name="file"; filename="a"', large), part('name="audio"', 'late'));
  const after = form(part('name="audio_file"; filename="a"', large), part('name="audio"', 'late'));
  expect(change(body, NAMES)).toBe(after.toString('latin1'));
});
