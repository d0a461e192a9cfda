/** What `emulator start` says when it is ready. Pure but for the colours of the terminal. */
import type { ChalkInstance } from 'chalk';
import type { Emulator } from '../running-emulator.ts';
import { describeDefinition, describeFolder, describeRoute } from './project-text.ts';

/**
 * @param debuggerUrl - of the inspector, where one is open.
 * @param recording - the session file that is written, if one is.
 */
export function banner(
  { apis, dynamodb, project }: Emulator,
  debuggerUrl: string | undefined,
  recording: string | undefined,
  colours: ChalkInstance,
): string {
  const row = (label: string, text: string) => `  ${colours.dim(label.padEnd(13))} ${text}`;
  const lines = [row('project', describeDefinition(project, process.cwd()))];
  for (const api of project.apis) {
    const stages = api.stages.map(({ name }) => name);
    const label = `api ${api.apiId}, stage${stages.length > 1 ? 's' : ''} ${stages.join(', ')}`;
    lines.push('', `${colours.bold(api.name)}  ${colours.dim(label)}`);
    for (const { url, managementUrl } of apis.filter(({ apiId }) => apiId === api.apiId)) {
      lines.push(
        row('WebSocket', `${colours.cyan(url)}  ${colours.cyan(url.replace(/^ws:/, 'wss:'))}`),
        row('@connections', `${colours.cyan(managementUrl)}/@connections`),
      );
    }
    lines.push(...api.routes.map((route, index) => row(index === 0 ? 'routes' : '', describeRoute(route))));
  }
  lines.push(...listDomains(project, apis, row));
  lines.push('', ...listFunctions(project, row), row('DynamoDB', colours.cyan(dynamodb.endpoint)));
  if (debuggerUrl !== undefined) {
    const { host } = new URL(debuggerUrl);
    lines.push(row('debugger', `${colours.cyan(host)}  (chrome://inspect, or attach your editor)`));
  }
  const tables = project.tables.map(({ name }) => name).join(', ');
  if (tables !== '') lines.push(row('tables', tables));
  if (recording !== undefined) lines.push(row('recording', `${recording}, until Ctrl-C`));
  if (project.notices.length > 0) {
    lines.push('', ...project.notices.map((notice) => colours.dim(`  note  ${notice}`)));
  }
  lines.push('', colours.green(`ready in ${Math.round(performance.now())} ms`), '');
  return `${lines.join('\n')}\n`;
}

type Row = (label: string, text: string) => string;

/** Each base path of a custom domain, by the name that leads to this machine. */
function listDomains({ domains }: Emulator['project'], apis: Emulator['apis'], row: Row): string[] {
  const lines = domains.flatMap(({ domainName, mappings }) =>
    mappings.map(({ apiMappingKey, api, stage }) => {
      const port = apis.find((running) => running.name === api && running.stage === stage)?.port;
      return `ws://${domainName}.localhost:${port}/${apiMappingKey} → ${api}/${stage}`;
    }),
  );
  return lines.length === 0
    ? []
    : ['', ...lines.map((line, index) => row(index === 0 ? 'domains' : '', line))];
}

function listFunctions({ functions, root }: Emulator['project'], row: Row): string[] {
  return functions.map((fn, index) => {
    const folder = describeFolder(fn, root, process.cwd());
    const how = fn.isolation === 'process' ? `${fn.runtime}, processes` : fn.runtime;
    return row(index === 0 ? 'functions' : '', `${fn.name}  ${folder} ${fn.handler} (${how})`);
  });
}
