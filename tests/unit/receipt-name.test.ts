import { expect, test } from 'vitest';
import { receiptName } from '../../gateway/billing/receipt';
import { isExportName } from '#shared/domain/export-name';

const asked = { person: 'Ab12Cd', month: '2026-10', format: 'pdf' } as const;

test('a receipt is called after whom it is for and its month', () => {
  const cases: [string, string][] = [
    ['Anna', 'latchkey-receipt-anna-2026-10.pdf'],
    ['Jürgen Groß', 'latchkey-receipt-juergen-gross-2026-10.pdf'],
    ['Żółty phone', 'latchkey-receipt-zo-ty-phone-2026-10.pdf'],
    ['../../etc/passwd', 'latchkey-receipt-etc-passwd-2026-10.pdf'],
    ['Анна', 'latchkey-receipt-Ab12Cd-2026-10.pdf'],
    ['n'.repeat(60), `latchkey-receipt-${'n'.repeat(40)}-2026-10.pdf`],
  ];
  for (const [of, name] of cases) {
    expect(receiptName(of, asked)).toBe(name);
    expect(isExportName(name), name).toBe(true);
  }
});
