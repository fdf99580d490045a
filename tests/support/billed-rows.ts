import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestGateway } from './start-gateway';

/** A row of the ledger as it is taken away. */
export interface BilledRow {
  readonly key_id: string;
  readonly service_id: string;
  readonly model: string | null;
  readonly status: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly billed: boolean;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly tokens_cached: number | null;
  readonly images: number | null;
  readonly audio_ms: number | null;
  readonly watt_seconds: number | null;
  readonly cost_nano: string;
  readonly flags: string;
}

/** Every call of the last 24 hours, read from an export as the owner would. */
export async function billedRows(gateway: TestGateway): Promise<BilledRow[]> {
  const { name } = await gateway.api.billing.export({ format: 'jsonl' });
  const text = await readFile(path.join(gateway.dataDir, 'exports', name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as BilledRow);
}
