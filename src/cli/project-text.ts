/** The parts of a project as people read them: each a line or some. Pure. */
import { relative } from 'node:path';
import type { IntegrationTarget, Route } from '../project/api-model.ts';
import type {
  EventSourceMapping,
  KeyAttribute,
  LambdaFunction,
  Project,
  Table,
  TableIndex,
} from '../project/model.ts';
import { formatFile } from '../project/problems.ts';

/** Formats that the name of the file says already. */
const SELF_EVIDENT = ['emulator.config', 'handlers folder'];

/** The definition with its format: `template.yaml (AWS SAM)`. */
export function describeDefinition({ format, file }: Project, cwd: string): string {
  const name = formatFile(file, cwd) + (format === 'handlers folder' ? '/' : '');
  return SELF_EVIDENT.includes(format) ? name : `${name} (${format})`;
}

/** `$connect → MOCK`, `echo → echo`. */
export function describeRoute({ routeKey, integration: { type, target }, routeResponse }: Route): string {
  const what = [type === 'AWS_PROXY' ? '' : type, describeTarget(target)].filter((part) => part !== '');
  return `${routeKey} → ${what.join(' ')}${routeResponse ? '  (two-way)' : ''}`;
}

function describeTarget(target: IntegrationTarget | undefined): string {
  switch (target?.kind) {
    case undefined:
      return '';
    case 'function':
      return target.functionName;
    case 'action':
      return `${target.service}:${target.action}`;
    case 'http':
      return `${target.method} ${target.url}`;
  }
}

/** What a client needs to be let in by; nothing when everybody is. */
export function describeGuards({ authorization, apiKeyRequired }: Route): string {
  const guards = [
    ...(authorization === 'AWS_IAM' ? ['AWS_IAM'] : []),
    ...(typeof authorization === 'object' ? [`authorizer ${authorization.authorizer}`] : []),
    ...(apiKeyRequired ? ['API key'] : []),
  ];
  return guards.length === 0 ? '' : `  (${guards.join(', ')})`;
}

/** Where its code is, or the file that esbuild makes it from. */
export function describeFolder(
  { codeUri, inlineCode, build }: LambdaFunction,
  root: string,
  cwd: string,
): string {
  if (inlineCode !== undefined) return 'inline';
  if (build?.entryPoint !== undefined) return formatFile(build.entryPoint, cwd);
  return codeUri === root ? '.' : formatFile(codeUri, cwd);
}

/** Its keys, then its indexes, stream, time to live and seeds. */
export function describeTable(table: Table, root: string): string[] {
  const { indexes, stream, timeToLive, seeds } = table;
  return [
    describeKeys(table),
    ...indexes.map((index) => `${index.kind} index ${index.name}: ${describeKeys(index)}`),
    ...(stream === undefined ? [] : [`stream ${stream}`]),
    ...(timeToLive === undefined ? [] : [`time to live ${timeToLive}`]),
    ...seeds.map((file) => `seeds ${relative(root, file).replaceAll('\\', '/')}`),
  ];
}

function describeKeys({ partitionKey, sortKey }: Table | TableIndex): string {
  return [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map(describeKey).join(', ');
}

function describeKey({ name, type }: KeyAttribute): string {
  return `${name} (${type})`;
}

export function describeMapping(mapping: EventSourceMapping): string {
  const { table, functionName, enabled, batchSize, startingPosition, filters } = mapping;
  const details = [
    ...(enabled ? [] : ['disabled']),
    `up to ${batchSize} records`,
    startingPosition,
    ...(filters.length === 0 ? [] : [`${filters.length} filter${filters.length > 1 ? 's' : ''}`]),
  ];
  return `${table} → ${functionName}  (${details.join(', ')})`;
}
