/** Rules of tables and their indexes. */
import type { DefinitionPath } from '../definition-path.ts';
import type { KeyAttribute, Table, TableIndex } from '../model.ts';
import type { Problem } from '../problems.ts';
import { about, type Rule, sameNames } from './rule.ts';

const LEGAL_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

const namesAreLegal: Rule = ({ tables }, _checks, words) =>
  tables
    .flatMap((table) => [
      { kind: 'a table', name: table.name, path: table.path },
      ...table.indexes.map(({ name }) => ({ kind: 'an index', name, path: indexPath(table, name) })),
    ])
    .filter(({ name }) => !LEGAL_NAME.test(name))
    .map(({ kind, path }) => ({
      path,
      at: 'key' as const,
      message: about(
        words,
        path,
        `the name of ${kind} has 3 to 255 letters, digits, "_", "-" and "."; rename it`,
      ),
    }));

const namesDiffer: Rule = ({ tables }, _checks, words) => sameNames(tables, words);

/** DynamoDB declares each attribute once for the table and all of its indexes. */
const attributesHaveOneType: Rule = ({ tables }, _checks, words) =>
  tables.flatMap((table) => {
    const firsts = new Map<string, Key>();
    return keysOf(table).flatMap((key): Problem[] => {
      const first = firsts.get(key.name) ?? key;
      firsts.set(key.name, first);
      if (first.type === key.type) return [];
      return [
        {
          path: key.path,
          restsOn: [first.path],
          message: about(
            words,
            key.path,
            `the attribute "${key.name}" has the type ${key.type} here and ${first.type} in ${words.path(first.path)}; write the same for both`,
          ),
        },
      ];
    });
  });

const keysHaveTwoAttributes: Rule = ({ tables }, _checks, words) =>
  tables.flatMap((table) =>
    [table, ...table.indexes].flatMap((part) => {
      if (part.sortKey?.name !== part.partitionKey.name) return [];
      const owner = part === table ? table.path : indexPath(table, part.name);
      const path = [...owner, 'sortKey'];
      return [
        {
          path,
          restsOn: [
            [...owner, 'partitionKey'],
            [...table.path, 'partitionKey'],
          ],
          message: about(
            words,
            path,
            `"${part.sortKey.name}" is the partition key already; name another attribute, or leave the sort key out`,
          ),
        },
      ];
    }),
  );

const localIndexesHaveSortKeys: Rule = ({ tables }, _checks, words) =>
  tables.flatMap((table) =>
    table.indexes
      .filter(
        ({ kind, sortKey }) => kind === 'local' && (sortKey === undefined || table.sortKey === undefined),
      )
      .map((index) => {
        const path = indexPath(table, index.name);
        return {
          path,
          restsOn: [[...table.path, 'sortKey']],
          message: about(words, path, words.advice('localIndex', withoutSortKey(table, index))),
        };
      }),
  );

function withoutSortKey(table: Table, index: TableIndex): string {
  return [
    ...(index.sortKey === undefined ? ['the index'] : []),
    ...(table.sortKey === undefined ? ['the table'] : []),
  ].join(' and ');
}

type Key = KeyAttribute & { readonly path: DefinitionPath };

/** The keys that the definition writes out: a local index borrows the table's partition key. */
function keysOf(table: Table): Key[] {
  const parts = [
    { ...table, borrowed: false },
    ...table.indexes.map((index) => ({
      ...index,
      path: indexPath(table, index.name),
      borrowed: index.kind === 'local',
    })),
  ];
  return parts.flatMap(({ partitionKey, sortKey, path, borrowed }) => [
    ...(borrowed ? [] : [{ ...partitionKey, path: [...path, 'partitionKey'] }]),
    ...(sortKey === undefined ? [] : [{ ...sortKey, path: [...path, 'sortKey'] }]),
  ]);
}

function indexPath(table: Table, name: string): DefinitionPath {
  return [...table.path, 'indexes', name];
}

export const tableRules: readonly Rule[] = [
  namesAreLegal,
  namesDiffer,
  attributesHaveOneType,
  keysHaveTwoAttributes,
  localIndexesHaveSortKeys,
];
