import path from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from '../../gateway/entry/options';

test('S002-18: LOG_LEVEL is INFO unless told, in any case, and a wrong one is refused by name', () => {
  expect(readOptions([], {}).logLevel).toBe('INFO');
  expect(readOptions([], { LOG_LEVEL: 'warning' }).logLevel).toBe('WARNING');
  expect(() => readOptions([], { LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL is DEBUG/);
});

test('S002-17: AUDIT_LOG_FILE is a file only when it is set', () => {
  expect(readOptions([], {}).auditLogFile).toBeUndefined();
  expect(readOptions([], { AUDIT_LOG_FILE: '/var/log/x.log' }).auditLogFile).toMatch(/x\.log$/);
});

test('S002-19: unless told otherwise, keys are kept outside the folder of the program', () => {
  const project = path.resolve(import.meta.dirname, '../..');
  const { dataDir } = readOptions([], {});
  expect(path.isAbsolute(dataDir)).toBe(true);
  expect(path.relative(project, dataDir).startsWith('..')).toBe(true);
});
