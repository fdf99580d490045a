import type { LedgerDatabase } from './ledger-database.ts';
import { BLOCKS } from './ledger-schema.ts';
import { writing } from './ledger-sql.ts';

const BLOCKS_KEPT = 16;

/** Writes down who has rows in a block of them, once each: it remembers the last few blocks. */
export class BlockNames {
  readonly #written = new Map<number, Set<string>>();

  /** To be called inside a transaction, with the number of a small block. */
  add(
    db: LedgerDatabase,
    block: number,
    keyId: string,
    person: string,
    serviceId: string,
    model: string,
  ): void {
    const name = `${keyId} ${person} ${serviceId} ${model}`;
    const written = this.#namesOf(block);
    if (written.has(name)) return;
    written.add(name);
    const add = db.statement(writing.addBlock);
    const big = Math.floor((block * BLOCKS.small) / BLOCKS.big);
    add.run(BLOCKS.small, block, keyId, person, serviceId, model);
    add.run(BLOCKS.big, big, keyId, person, serviceId, model);
  }

  #namesOf(block: number): Set<string> {
    let names = this.#written.get(block);
    if (names) return names;
    for (const old of this.#written.keys()) {
      if (this.#written.size >= BLOCKS_KEPT) this.#written.delete(old);
    }
    this.#written.set(block, (names = new Set()));
    return names;
  }
}
