/** What `emulator validate` says of a project. Pure but for the colours of the terminal. */
import type { ChalkInstance } from 'chalk';
import type { Api } from '../project/api-model.ts';
import type { LambdaFunction, Project } from '../project/model.ts';
import { formatFile } from '../project/problems.ts';
import {
  describeDefinition,
  describeFolder,
  describeGuards,
  describeMapping,
  describeRoute,
  describeTable,
} from './project-text.ts';

/** @param cwd - absolute path that file names are relative to. */
export function projectSummary(project: Project, cwd: string, colours: ChalkInstance): string {
  const rowsOf =
    (width: number): Rows =>
    (label, texts) =>
      texts.map((text, index) => `  ${colours.dim((index === 0 ? label : '').padEnd(width))} ${text}`);
  const rows = rowsOf(LABEL_WIDTH);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', colours.bold(title), ...lines];
  const { region, accountId, functions, tables, eventSourceMappings, outputs, notices } = project;
  const lines = [
    ...rows('project', [describeDefinition(project, cwd)]),
    ...rows('region', [`${region}, account ${accountId}`]),
    ...rows('passthrough', project.passthrough.length === 0 ? [] : [project.passthrough.join(', ')]),
    ...project.apis.flatMap((api) => section(api.name, describeApi(api, rows))),
    ...section(
      'functions',
      functions.flatMap((fn) =>
        rowsOf(widthFor(functions))(fn.name, describeFunction(fn, project.root, cwd)),
      ),
    ),
    ...section(
      'tables',
      tables.flatMap((table) => rowsOf(widthFor(tables))(table.name, describeTable(table, project.root))),
    ),
    ...section('event source mappings', eventSourceMappings.map(describeMapping).map(indented)),
    ...section('domains', describeDomains(project).map(indented)),
    ...section('access', [
      ...rows(
        'API keys',
        project.apiKeys.map(({ name }) => name),
      ),
      ...plans(project, rows),
    ]),
    ...section(
      'outputs',
      outputs.flatMap(({ name, value }) => rowsOf(widthFor(outputs))(name, [value])),
    ),
    ...(notices.length === 0 ? [] : ['', ...notices.map((notice) => colours.dim(`  note  ${notice}`))]),
    '',
    colours.green('no problems'),
    '',
  ];
  return lines.join('\n');
}

type Rows = (label: string, texts: readonly string[]) => string[];

const LABEL_WIDTH = 13;

function widthFor(parts: readonly { readonly name: string }[]): number {
  return Math.max(LABEL_WIDTH, ...parts.map(({ name }) => name.length));
}

function indented(text: string): string {
  return `  ${text}`;
}

function describeApi(api: Api, rows: Rows): string[] {
  return [
    ...rows('api', [api.apiId]),
    ...rows(
      'stages',
      api.stages.map(
        ({ name }) => `${name}  ws://localhost:${api.port === 0 ? '<a free port>' : api.port}/${name}`,
      ),
    ),
    ...rows('selected by', [api.routeSelectionExpression]),
    ...rows(
      'routes',
      api.routes.map((route) => describeRoute(route) + describeGuards(route)),
    ),
    ...rows(
      'authorizers',
      api.authorizers.map(
        ({ name, functionName, identitySource }) =>
          `${name} → ${functionName}${identitySource.length === 0 ? '' : `  (${identitySource.join(', ')})`}`,
      ),
    ),
    ...rows(
      'models',
      api.models.map(({ name }) => name),
    ),
  ];
}

function describeFunction(fn: LambdaFunction, root: string, cwd: string): string[] {
  const { handler, runtime, timeout, memorySize, layers, isolation } = fn;
  return [
    [`${describeFolder(fn, root, cwd)} ${handler}`, runtime, `${timeout} s`, `${memorySize} MB`].join('  ') +
      (isolation === 'process' ? '  processes' : ''),
    ...layers.map((layer) => `layer ${layer === root ? '.' : formatFile(layer, cwd)}`),
  ];
}

function describeDomains({ domains }: Project): string[] {
  return domains.flatMap(({ domainName, mappings }) =>
    mappings.map(({ apiMappingKey, api, stage }) => `${domainName}/${apiMappingKey} → ${api}/${stage}`),
  );
}

function plans({ usagePlans }: Project, rows: Rows): string[] {
  return rows(
    'usage plans',
    usagePlans.map(({ name, apiKeys }) => `${name}  (${apiKeys.join(', ')})`),
  );
}
