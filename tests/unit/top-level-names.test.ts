import { expect, test } from 'vitest';
import { countTopLevel, topLevelText } from '../../gateway/pipeline/top-level-names';

test.each([
  ['{"model":"a"}', 1],
  ['{"model":"a","model":"b"}', 2],
  ['{"model":"a","MODEL":"b"}', 2],
  ['{"model":"a","\\u006dodel":"b"}', 2],
  ['{"messages":[{"model":"x","content":"\\"model\\":\\"y\\", {"}],"model":"a"}', 1],
  ['{"a":"model","b":["model",{"model":1}],"c":{"model":"x"}}', 0],
  ['{"a":1,"b":"x","model":"a"}', 1],
  ['[{"model":"a"}]', 0],
  ['{"a\\\\":"model","model":"b"}', 1],
  ['', 0],
])('%s names a model %i times at the top', (text, count) => {
  expect(countTopLevel(text, 'model')).toBe(count);
});

const MIB = 1024 * 1024;
const many = (name: string) =>
  `{${Array.from({ length: Math.floor((15 * MIB) / (name.length + 5)) }, () => `"${name}":1`).join()}}`;

test.each([
  ['one name of 15 MiB', `{"${'x'.repeat(15 * MIB)}":1,"model":"a","MODEL":"b"}`, 2],
  ['one name of escapes', `{"${'\\"'.repeat(7 * MIB)}":1,"model":"a"}`, 1],
  ['a name without an end', `{"${'\\\\'.repeat(7 * MIB)}`, 0],
  ['escaped names that almost fit', many('\\u006d\\u006fde'), undefined],
  ['very short names', many('a'), undefined],
  ['lists in lists', '['.repeat(15 * MIB), undefined],
])('T-05: the names of a body are counted in a moment: %s', (_what, text, count) => {
  const startedMs = performance.now();
  expect(countTopLevel(text, 'model')).toBe(count);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test.each([
  ['{"\\u004dODEL":"a","m\\u006Fdel":"b"}', 2],
  ['{"\\model":"a","mode\\l":1,"\\u00zzodel":1,"models":1,"mode":1}', 0],
])('%s is read as a parser reads it', (text, count) => {
  expect(countTopLevel(text, 'model')).toBe(count);
});

test.each([
  ['{"model":"a","messages":[', 'a'],
  ['{ "stream" : true, "model" : "a\\u0062", "pad":"xx', 'ab'],
  ['{"meta":{"model":"small"},"model":"big","pad":"x', 'big'],
  ['{"meta":{"model":"small"},"pad":"x', null],
  ['{"text":"\\"model\\":\\"small\\"","pad":"x', null],
  ['{"list":["model","small"],"x":"model","pad":"', null],
  ['{"model":"small","MODEL":"big","pad":"x', null],
  ['{"model":{"model":"small"},"pad":"x', null],
  ['{"model":"cut o', null],
  ['{"model":', null],
  ['[{"model":"small"}', null],
  ['{"model":"\\q","pad":"x', null],
  ['', null],
])('T-11: the model of the beginning %s is %s', (text, model) => {
  expect(topLevelText(text, 'model')).toBe(model);
});
