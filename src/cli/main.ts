/** The `emulator` command and its subcommands. */
import { Command } from 'commander';
import type { ConnectFlags } from './connect.ts';
import { fail } from './failure.ts';
import { collect, parsePort, parseSessionFile } from './flag-values.ts';
import { addProjectFlags } from './project-flags.ts';
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
    .action(async (flags: StartFlags) => (await import('./start.ts')).start(flags));

  addStartFlags(
    program.command('record').description('serve the project, and write what clients do to a file'),
  )
    .argument('[file]', 'session file', parseSessionFile, DEFAULT_RECORDING)
    .option('--tables', 'and what the tables hold at the end')
    .option('--force', 'over a file that is there already')
    .action(async (file: string, flags: StartFlags) =>
      (await import('./start.ts')).start({ ...flags, record: file }),
    );

  addProjectFlags(program.command('validate').description('say what the project is, and all that is wrong'))
    .option('--json', 'print the project, or the problems, as JSON')
    .action(async (flags: ValidateFlags) => (await import('./validate.ts')).validate(flags));

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

  try {
    await program.parseAsync(argv);
  } catch (error) {
    fail(error);
  }
}

async function readVersion(): Promise<string> {
  const { createRequire } = await import('node:module');
  return (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
}
