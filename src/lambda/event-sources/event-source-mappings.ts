/** The event source mappings of the project: a reader for each. */
import type { EventSourceMapping } from '../../project/model.ts';
import { MappingReader, type MappingServices, type SourceRecord } from './mapping-reader.ts';

export class EventSourceMappings {
  readonly #services: MappingServices;
  /** By function and table: there is one mapping of both. */
  #readers = new Map<string, { readonly table: string; readonly reader: MappingReader }>();

  constructor(services: MappingServices) {
    this.#services = services;
  }

  /** Those that there are now; one that was there before keeps what it has read. */
  deploy(mappings: readonly EventSourceMapping[]): void {
    const before = this.#readers;
    this.#readers = new Map();
    for (const mapping of mappings) {
      const { functionName, table } = mapping;
      const key = JSON.stringify([functionName, table]);
      const known = before.get(key);
      before.delete(key);
      known?.reader.deploy(mapping);
      this.#readers.set(key, known ?? { table, reader: new MappingReader(mapping, this.#services) });
    }
    for (const { reader } of before.values()) reader.close();
  }

  /** What the stream of a table says. */
  offer(table: string, record: SourceRecord): void {
    for (const one of this.#readers.values()) if (one.table === table) one.reader.offer(record);
  }

  /** What was read and is not done is given up. */
  forget(): void {
    for (const { reader } of this.#readers.values()) reader.forget();
  }

  close(): void {
    for (const { reader } of this.#readers.values()) reader.close();
  }
}
