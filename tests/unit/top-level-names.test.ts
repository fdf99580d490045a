import { expect, test } from 'vitest';
import { countTopLevel } from '../../gateway/pipeline/top-level-names';

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
