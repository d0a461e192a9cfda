/** Items that tables begin with beside those that the definition names (`--seed`). Pure. */
import { EmulatorError } from '../errors.ts';
import type { Project } from './model.ts';
import { ownValue } from './own.ts';

/**
 * @param seeds - absolute paths of files, by the table's name.
 * @throws {EmulatorError} `SEED_TABLE_UNKNOWN`.
 */
export function withSeeds(project: Project, seeds: Readonly<Record<string, readonly string[]>>): Project {
  const names = project.tables.map(({ name }) => name);
  const unknown = Object.keys(seeds).find((table) => !names.includes(table));
  if (unknown !== undefined) {
    throw EmulatorError.of('SEED_TABLE_UNKNOWN', { table: unknown, tables: names.join(', ') || 'none' });
  }
  const tables = project.tables.map((table) => ({
    ...table,
    seeds: [...table.seeds, ...(ownValue(seeds, table.name) ?? [])],
  }));
  return { ...project, tables };
}
