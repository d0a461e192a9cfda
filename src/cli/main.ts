/** The `emulator` command and its subcommands. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ConnectFlags } from './connect.ts';
import { fail } from './failure.ts';
import { collect, parsePort, parseText, parseUrl } from './flag-values.ts';
import type { InspectAddress } from './inspect.ts';
import { addProjectFlags } from './project-flags.ts';
import type { StartFlags } from './start.ts';
import type { ValidateFlags } from './validate.ts';

export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('emulator')
    .description('Runs API Gateway WebSocket APIs, their Lambda handlers and DynamoDB on this machine.')
    .version(await readVersion())
    .showHelpAfterError('(emulator --help shows what there is)');

  addProjectFlags(program.command('start').description('serve the project in this folder'))
    .option('--port <n>', "first port; 0 takes a free one (default: the project's, or 3001)", parsePort)
    .option('--host <address>', 'address to bind (default: loopback only)', parseText)
    .option('--data <dir>', 'keep tables in this directory (default: in memory)', parseText)
    .option('--dynamodb-endpoint <url>', 'a DynamoDB that is already running', parseUrl)
    .addOption(
      new Option('--log-format <format>', 'what to print').choices(['pretty', 'json']).default('pretty'),
    )
    .option('--inspect [[host:]port]', 'let a debugger attach (default: 127.0.0.1:9229)', parseInspectAddress)
    .option(
      '--inspect-brk [[host:]port]',
      'the same, and wait for it, and stop where each handler begins',
      parseInspectAddress,
    )
    .option('--no-watch', 'do not reload what is saved: handlers, what they load, .env files, the definition')
    .option(
      '--allow-unsigned',
      'answer requests to @connections and Lambda that are not signed, which AWS refuses',
    )
    .option(
      '--fault <fault>',
      'make something go wrong: lambda:SendMessage:delay=500 (repeatable)',
      collect,
      [],
    )
    .action(async (flags: StartFlags) => (await import('./start.ts')).start(flags));

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

/** As Node's own flags have it: a port, a host, or both; IPv6 in brackets. */
function parseInspectAddress(text: string): InspectAddress {
  const [, host = '', port = ''] = /^(?:(.*):)?(\d*)$/.exec(text) ?? ['', text];
  // Of what begins like a number only an IPv4 address is a host: `9229x` is a slip.
  const isAddress = /^(\[[\da-fA-F:.%]+\]|\d+(\.\d+){3}|[A-Za-z_][\w.-]*)?$/.test(host) && text !== '';
  if (!isAddress) throw new InvalidArgumentError('It is a port, or a host and a port: 127.0.0.1:9229.');
  return {
    host: host.replace(/^\[|\]$/g, '') || undefined,
    port: port === '' ? undefined : parsePort(port),
  };
}
