/** Tables by the names that people know them by. Pure. Rows `testing.table`, `fault.names`. */
import { EmulatorError } from '../errors.ts';
import type { Project, Table } from './model.ts';
import { didYouMean } from './spelling.ts';

/** The table of that name, or the one that the definition calls so. */
export function findTable({ tables }: Pick<Project, 'tables'>, name: string): Table | undefined {
  return tables.find((table) => table.name === name) ?? tables.find(({ logicalId }) => logicalId === name);
}

/** What tables may be called by. */
export function tableNames({ tables }: Pick<Project, 'tables'>): readonly string[] {
  return tables.flatMap(({ name, logicalId }) => (logicalId === undefined ? [name] : [logicalId, name]));
}

/** @throws {EmulatorError} `TABLE_UNKNOWN` */
export function tableNamed(project: Pick<Project, 'tables'>, name: string): Table {
  const found = findTable(project, name);
  if (found !== undefined) return found;
  const names = tableNames(project);
  const hint = names.length === 0 ? 'it has none.' : didYouMean(name, names, `it has: ${names.join(', ')}.`);
  throw EmulatorError.of('TABLE_UNKNOWN', { name, hint });
}
