/** The rule of seeds: their files are there, and have items that the table takes. Row `dynamodb.seed-check`. */
import { relative } from 'node:path';
import type { SeedProblem } from '../model.ts';
import { about, type Rule } from './rule.ts';

const seedsAreItems: Rule = ({ tables, root }, { seedProblem }, words) =>
  tables.flatMap((table) =>
    table.seeds.flatMap((file, index) => {
      const found = seedProblem(file, table);
      if (found === undefined) return [];
      const path = [...table.path, 'seed', ...(table.seeds.length > 1 ? [index] : [])];
      const shown = relative(root, file).replaceAll('\\', '/');
      const restsOn = [
        [...table.path, 'partitionKey'],
        [...table.path, 'sortKey'],
      ];
      return [{ path, restsOn, message: about(words, path, describe(found, shown)) }];
    }),
  );

function describe(found: SeedProblem, file: string): string {
  switch (found.problem) {
    case 'no-file':
      return `there is no file "${file}"; create it, or correct the name`;
    case 'unreadable':
      return `"${file}" cannot be read: ${found.reason}`;
    case 'no-json':
      return `${file}:${found.line}:${found.column} is no JSON: ${found.reason}`;
    case 'no-list':
      return `"${file}" has no list of items; write [{ "id": "a" }], with the table's key`;
    case 'item':
      return `the item at ${file}:${found.line}:${found.column} cannot be written: ${found.reason}`;
  }
}

export const seedRules: readonly Rule[] = [seedsAreItems];
