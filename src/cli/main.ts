/** The `emulator` command and its subcommands. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ConnectFlags } from './connect.ts';
import { fail } from './failure.ts';
import type { InspectAddress } from './inspect.ts';
import type { StartFlags } from './start.ts';

export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('emulator')
    .description('Runs API Gateway WebSocket APIs, their Lambda handlers and DynamoDB on this machine.')
    .version(await readVersion())
    .showHelpAfterError('(emulator --help shows what there is)');

  program
    .command('start')
    .description('serve the project in this folder')
    .option('--config <file>', 'definition file (default: emulator.config.json, .js, .mjs or .ts)', parseText)
    .option('--port <n>', "first port; 0 takes a free one (default: the project's, or 3001)", parsePort)
    .option('--host <address>', 'address to bind (default: loopback only)', parseText)
    .option('--stage <name>', "stage name, instead of the project's", parseStage)
    .option('--env-vars <file>', 'values for variables that functions declare, as for sam local', parseText)
    .option('--env-file <file>', 'variables of every function, as in .env (repeatable)', collectFiles, [])
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
    .action(async (flags: StartFlags) => (await import('./start.ts')).start(flags));

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

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a whole number from 0 to 65535.');
}

/** A shell variable that is not set leaves nothing behind the flag; that is no choice of anything. */
function parseText(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is empty.');
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

function parseStage(text: string): string {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError('It is 1 to 128 letters, digits, "-" and "_".');
}

function parseUrl(text: string): string {
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('It is a URL such as http://localhost:8000.');
}

function collectFiles(name: string, previous: readonly string[]): string[] {
  return collect(parseText(name), previous);
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}
