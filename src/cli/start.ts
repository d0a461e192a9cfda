/** `emulator start`: serves the project until it is told to stop. */
import { Chalk, type ChalkInstance } from 'chalk';
import { type Emulator, startEmulator } from '../emulator.ts';
import { jsonLinesReader } from '../journal/json-lines.ts';
import { terminalReader } from '../journal/terminal.ts';
import { formatFile } from '../project/problems.ts';
import { fail } from './failure.ts';
import { HeldOutput, onReaderGone } from './output.ts';

export interface StartFlags {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly stage?: string;
  readonly data?: string;
  readonly dynamodbEndpoint?: string;
  readonly logFormat: 'pretty' | 'json';
  readonly allowUnsigned?: boolean;
}

/** Exit code of a process that was interrupted (128 + SIGINT). */
const EXIT_INTERRUPTED = 130;

export async function start(flags: StartFlags): Promise<void> {
  const colours = new Chalk();
  const output = new HeldOutput();
  const json = flags.logFormat === 'json';
  try {
    const emulator = await startEmulator({
      config: flags.config,
      port: flags.port,
      host: flags.host,
      stage: flags.stage,
      dataDirectory: flags.data,
      dynamodbEndpoint: flags.dynamodbEndpoint,
      allowUnsigned: flags.allowUnsigned,
      onFact: json ? jsonLinesReader(output.print) : terminalReader(output.print, colours),
    });
    stopWhenTold(emulator, (text) => (json ? undefined : output.print(text)));
    output.release(json ? `${JSON.stringify(readyFact(emulator))}\n` : banner(emulator, colours));
  } catch (error) {
    output.release('');
    throw error;
  }
}

function readyFact({ apis, dynamodb }: Emulator): object {
  return { type: 'ready', apis, dynamodb };
}

/** The first Ctrl-C stops in good order, the second at once; a terminal that is closed is like the first. */
function stopWhenTold(emulator: Emulator, say: (text: string) => void): void {
  let stopping: Promise<void> | undefined;
  let exit = () => void process.exit();
  const stop = () => {
    stopping ??= emulator
      .close()
      .catch(fail)
      .then(() => exit());
  };
  const interrupt = () => {
    if (stopping !== undefined) process.exit(EXIT_INTERRUPTED);
    say('\nclosing the connections (Ctrl-C again stops at once)\n');
    stop();
  };
  // A terminal that is closed may say so twice, and there is nobody to say anything to.
  const hangUp = () => {
    // Ended by the signal after all, for process.exit() of Node 20 aborts when the terminal has gone.
    exit = () => {
      process.off('SIGHUP', hangUp);
      process.kill(process.pid, 'SIGHUP');
    };
    stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', hangUp);
  onReaderGone(stop);
}

function banner({ apis, dynamodb, project }: Emulator, colours: ChalkInstance): string {
  const row = (label: string, text: string) => `  ${colours.dim(label.padEnd(13))} ${text}`;
  const lines = [row('project', formatFile(project.file, process.cwd()))];
  for (const api of project.apis) {
    const running = apis.find(({ apiId }) => apiId === api.apiId);
    if (running === undefined) continue;
    lines.push(
      '',
      `${colours.bold(api.name)}  ${colours.dim(`api ${api.apiId}, stage ${api.stage}`)}`,
      row('WebSocket', `${colours.cyan(running.url)}  ${colours.cyan(running.url.replace(/^ws:/, 'wss:'))}`),
      row('@connections', `${colours.cyan(running.managementUrl)}/@connections`),
      ...api.routes.map((route, index) =>
        row(
          index === 0 ? 'routes' : '',
          `${route.routeKey} → ${route.functionName}${route.routeResponse ? '  (two-way)' : ''}`,
        ),
      ),
    );
  }
  lines.push('', ...listFunctions(project, row), row('DynamoDB', colours.cyan(dynamodb.endpoint)));
  const tables = project.tables.map(({ name }) => name).join(', ');
  if (tables !== '') lines.push(row('tables', tables));
  lines.push('', colours.green(`ready in ${Math.round(performance.now())} ms`), '');
  return `${lines.join('\n')}\n`;
}

function listFunctions(
  { functions, root }: Emulator['project'],
  row: (label: string, text: string) => string,
): string[] {
  return functions.map((fn, index) => {
    const folder = fn.codeUri === root ? '.' : formatFile(fn.codeUri, process.cwd());
    return row(index === 0 ? 'functions' : '', `${fn.name}  ${folder} ${fn.handler} (${fn.runtime})`);
  });
}
