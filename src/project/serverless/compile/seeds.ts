/** Seeds of tables, as serverless-dynamodb and its predecessor have them. Row `serverless.seeds`. Pure. */
import { resolve } from 'node:path';
import { resourcesOf } from '../../cloudformation/template.ts';
import {
  entriesOf,
  itemsOf,
  list,
  mapping,
  merged,
  type Node,
  nodeAt,
  scalar,
  toText,
  toValue,
} from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { didYouMean } from '../../spelling.ts';
import { isNull, listed, type Service } from '../service.ts';

const SETTINGS = ['serverless-dynamodb', 'dynamodb'];
const TABLE = 'AWS::DynamoDB::Table';

/** The template with the seeds on its tables. */
export function withSeeds(template: Node, service: Service, problems: ProblemList): Node {
  const [name, settings] = settingsOf(service);
  const port = nodeAt(settings, 'start', 'port');
  if (port !== undefined && !isNull(port)) {
    problems.notice(
      `custom.${name}.start.port is not followed: handlers reach DynamoDB without an "endpoint" of their own.`,
    );
  }
  let seeded = template;
  for (const source of chosenSources(settings)) seeded = withSource(seeded, source, service, problems);
  return seeded;
}

function settingsOf({ node }: Service): [name: string, settings: Node | undefined] {
  const name = SETTINGS.find((key) => !isNull(nodeAt(node, 'custom', key))) ?? 'dynamodb';
  return [name, nodeAt(node, 'custom', name)];
}

/** `start.seed` names the groups that are planted at the start; without it all are. */
function chosenSources(settings: Node | undefined): readonly Node[] {
  const setting = nodeAt(settings, 'start', 'seed');
  const chosen = setting && toValue(setting);
  if (chosen === false) return [];
  const groups = typeof chosen === 'string' ? chosen.split(',').map((group) => group.trim()) : undefined;
  return entriesOf(nodeAt(settings, 'seed'))
    .filter(([group]) => groups?.includes(group) ?? true)
    .flatMap(([, { value }]) => itemsOf(nodeAt(value, 'sources')));
}

function withSource(template: Node, source: Node, service: Service, problems: ProblemList): Node {
  const table = nodeAt(source, 'table');
  const name = toText(table);
  if (name === undefined) {
    problems.add(table?.at ?? source.at, '"table" is missing; write table: <its name>, beside "sources"');
    return template;
  }
  const id = findTable(template, name);
  if (id === undefined) {
    const hint = didYouMean(name, tableNames(template), 'name one of "resources"');
    problems.add(table?.at ?? source.at, `there is no table ${name}; ${hint}`);
    return template;
  }
  if (!isNull(nodeAt(source, 'rawsources'))) {
    problems.notice(`"rawsources" of the table ${name} are not planted; write plain items, under "sources".`);
  }
  const files = nodeAt(source, 'sources');
  if (files === undefined || isNull(files)) return template;
  const paths = listed(files).items.map((file) =>
    scalar(resolve(service.folder, toText(file) ?? ''), file.at),
  );
  return planted(template, id, paths, files.at);
}

function findTable(template: Node, name: string): string | undefined {
  const tables = tablesOf(template);
  const named = tables.find(([, table]) => toText(nodeAt(table, 'Properties', 'TableName')) === name);
  return (named ?? tables.find(([id]) => id === name))?.[0];
}

function tablesOf(template: Node): readonly (readonly [logicalId: string, table: Node])[] {
  return resourcesOf(template).filter(([, resource]) => toText(nodeAt(resource, 'Type')) === TABLE);
}

function tableNames(template: Node): string[] {
  return tablesOf(template).map(([id, table]) => toText(nodeAt(table, 'Properties', 'TableName')) ?? id);
}

function planted(template: Node, id: string, paths: readonly Node[], at: Node['at']): Node {
  const before = itemsOf(nodeAt(template, 'Resources', id, 'Metadata', 'Emulator', 'Seeds'));
  const metadata = mapping({ Emulator: mapping({ Seeds: list([...before, ...paths], at) }, at) }, at);
  const change = mapping({ Resources: mapping({ [id]: mapping({ Metadata: metadata }, at) }, at) }, at);
  return merged(template, change) ?? template;
}
