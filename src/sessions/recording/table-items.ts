/** What the tables of a running emulator hold. */
import type { Emulator } from '../../running-emulator.ts';
import { Tables } from '../../testing/tables.ts';
import { itemToJson } from '../item-json.ts';
import type { JsonObject } from '../json-value.ts';

/** Items by table. */
export async function tableItems(
  emulator: Emulator,
): Promise<Readonly<Record<string, readonly JsonObject[]>>> {
  const tables = new Tables(emulator);
  try {
    const found = emulator.project.tables.map(async ({ name }) => {
      const items = await tables.open(name).items();
      return [name, items.map(itemToJson)] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  } finally {
    await tables.close();
  }
}
