/** The flags of the commands that serve a project: `start` and `record`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { collect, parsePort, parseText, parseUrl } from './flag-values.ts';
import type { InspectAddress } from './inspect.ts';
import { addProjectFlags } from './project-flags.ts';

/** The file that is written when none is named. */
export const DEFAULT_RECORDING = 'recorded.session.yaml';

export function addStartFlags(command: Command): Command {
  return addProjectFlags(command)
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
    .addOption(
      new Option('--fault <fault>', 'make something go wrong: lambda:SendMessage:delay=500 (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    );
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
