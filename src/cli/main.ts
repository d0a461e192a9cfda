/** The `emulator` command and its subcommands. */
import { Argument, Command, Option } from 'commander';
import { EVENT_TYPES, type EventType } from '../sessions/events/event-types.ts';
import type { ConnectFlags } from './connect.ts';
import { addEventFlags } from './event-flags.ts';
import { fail } from './failure.ts';
import { collect, parsePort, parseSessionFile, parseText, parseTimeout, parseUrl } from './flag-values.ts';
import type { GenerateEventFlags } from './generate-event.ts';
import type { InvokeFlags } from './invoke.ts';
import { addProjectFlags } from './project-flags.ts';
import type { ReplayFlags } from './replay.ts';
import { collectTargets, EXIT_NOT_PLAYED, parseCount, parseFilter, parseWithin } from './replay-flags.ts';
import type { StartFlags } from './start.ts';
import { addStartFlags, DEFAULT_RECORDING } from './start-flags.ts';
import type { ValidateFlags } from './validate.ts';

export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('emulator')
    .description('Runs API Gateway WebSocket APIs, their Lambda handlers and DynamoDB on this machine.')
    .version(await readVersion())
    .showHelpAfterError('(emulator --help shows what there is)');

  addStartFlags(program.command('start').description('serve the project in this folder'))
    .option(
      '--record [file]',
      'write what clients do to a session file (default: recorded.session.yaml)',
      parseSessionFile,
    )
    .option('--tables', 'with --record: and what the tables hold at the end')
    .option('--force', 'with --record: over a file that is there already')
    .action(serve);

  addStartFlags(
    program.command('record').description('serve the project, and write what clients do to a file'),
  )
    .argument('[file]', 'session file', parseSessionFile, DEFAULT_RECORDING)
    .option('--tables', 'and what the tables hold at the end')
    .option('--force', 'over a file that is there already')
    .action(async (file: string, flags: StartFlags) => serve({ ...flags, record: file }));

  addProjectFlags(program.command('validate').description('say what the project is, and all that is wrong'))
    .option('--json', 'print the project, or the problems, as JSON')
    .action(async (flags: ValidateFlags) => (await import('./validate.ts')).validate(flags));

  const generateEvent = program
    .command('generate-event')
    .description('print the event that API Gateway sends a handler')
    .addArgument(new Argument('[type]', 'what the event is of').choices(EVENT_TYPES))
    .option('--from <file>', "a captured event, or several (- for standard input), in today's shape instead")
    .option('--compact', 'on one line');
  addProjectFlags(addEventFlags(generateEvent).optionsGroup('The project, if there is one:')).action(
    async (type: EventType | undefined, flags: GenerateEventFlags) =>
      (await import('./generate-event.ts')).generate(type, flags),
  );

  const invoke = program
    .command('invoke')
    .description('run one function as Lambda would: its result on standard output, its log on standard error')
    .argument('<function>', 'name, or what the definition calls it')
    .option('--event <file>', 'JSON, or a line each (default: - for standard input if it is a pipe, or {})')
    .option('--modernize', 'bring events from before 2021 to the shape of today')
    .option('--api <name>', 'API that --modernize takes what it needs from (default: the first)', parseText)
    .option('--timeout <seconds>', "instead of the function's own", parseTimeout)
    .option('--data <dir>', 'keep tables in this directory (default: in memory)', parseText)
    .option('--dynamodb-endpoint <url>', 'a DynamoDB that is already running', parseUrl);
  addProjectFlags(invoke.optionsGroup('The project:')).action(async (name: string, flags: InvokeFlags) => {
    await beginAhead(flags.dynamodbEndpoint);
    await (await import('./invoke.ts')).invoke(name, flags);
  });

  program
    .command('connect')
    .description('talk to an API: each line typed is sent, what arrives is printed')
    .argument('[url]', 'ws:// or wss:// address (default: the first API of the emulator on --port)')
    .option('--port <n>', 'port of the running emulator', parsePort, 3001)
    .option('--action <name>', 'the action that a typed line is sent as', 'echo')
    .option('-H, --header <name: value>', 'header of the handshake (repeatable)', collect, [])
    .option('-s, --subprotocol <name>', 'subprotocol to offer (repeatable)', collect, [])
    .action(async (url: string | undefined, flags: ConnectFlags) =>
      (await import('./connect.ts')).connect(url, flags),
    );

  addProjectFlags(program.command('replay').description('play sessions and event cases, and report on them'))
    .argument('[paths...]', 'session files, or folders of them (default: this folder)')
    .option('--events <path>', 'event cases: a file, or a folder of them', parseText)
    .option('--grep <text>', 'only those whose file or name has the text, or fits /a pattern/', parseFilter)
    .option('--bail [n]', 'begin nothing more after n failures (default: 1)', parseCount)
    .option('--repeat <n>', 'play each so often', parseCount, 1)
    .option('--parallel <n>', 'play so many at once, each in an emulator of its own', parseCount, 1)
    .addOption(
      new Option('--speed <speed>', 'realtime: with the pauses of the recorded clients')
        .choices(['fast', 'realtime'])
        .default('fast'),
    )
    .option(
      '--within <duration>',
      'how long a step waits that does not say so itself (default: 5s)',
      parseWithin,
    )
    .addOption(
      new Option('--target <[api=]url>', 'a deployed stage, wss://…, in place of the project (repeatable)')
        .argParser(collectTargets)
        .conflicts('events'),
    )
    .addOption(new Option('--update', 'show what differs, and correct the files').conflicts('repeat'))
    .option('--junit <file>', 'write the report as JUnit has it', parseText)
    .option('--json [file]', 'write the report as JSON, to standard output by default', parseText)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_NOT_PLAYED))
    .action(async (paths: readonly string[], flags: ReplayFlags) => {
      if (flags.target === undefined) await beginAhead(undefined);
      await (await import('./replay.ts')).replay(paths, flags);
    });

  try {
    await program.parseAsync(argv);
  } catch (error) {
    fail(error);
  }
}

async function serve(flags: StartFlags): Promise<void> {
  await beginAhead(flags.dynamodbEndpoint);
  await (await import('./start.ts')).start(flags);
}

/** @param elsewhere - what an emulator that follows is to use in place of the built-in DynamoDB. */
async function beginAhead(elsewhere: string | undefined): Promise<void> {
  if (elsewhere === undefined) (await import('../ahead.ts')).beginAhead();
}

async function readVersion(): Promise<string> {
  const { createRequire } = await import('node:module');
  return (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
}
