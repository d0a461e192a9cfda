/** Tables by the names that people know them by. Pure. Rows `testing.table`, `fault.names`. */
import { EmulatorError } from '../errors.ts';
import type { Project, Table } from './model.ts';
import { didYouMean } from './spelling.ts';

/** The table of that name; or the one that the definition calls so: a template by its logical id. */
export function findTable({ tables }: Project, name: string): Table | undefined {
  return tables.find((table) => table.name === name) ?? tables.find(({ logicalId }) => logicalId === name);
}

/** @throws {EmulatorError} `TABLE_UNKNOWN` */
export function tableNamed(project: Project, name: string): Table {
  const found = findTable(project, name);
  if (found !== undefined) return found;
  const names = project.tables.map((table) => table.name);
  const hint = names.length === 0 ? 'it has none.' : didYouMean(name, names, `it has: ${names.join(', ')}.`);
  throw EmulatorError.of('TABLE_UNKNOWN', { name, hint });
}
