/** Variables whose values are kept in the cloud or by other programs: from the values file, row `serverless.values-file`. */
import type { Node } from '../../source/node.ts';
import type { Lookup } from '../../values-file.ts';
import type { Call } from './resolver.ts';

const SOURCES = [
  'cf',
  'ssm',
  's3',
  'secretsmanager',
  'terraform',
  'vault',
  'doppler',
  'git',
  'output',
  'state',
];

export function isCloudSource(type: string): boolean {
  return SOURCES.includes(type);
}

export interface CloudSource {
  read(call: Call): Promise<Node | undefined>;
  missing(call: Call): string;
}

/** @param type - `aws` for version 4's `${aws:ssm:/path}`, whose address begins with the source. */
export function cloudSource(type: string, lookup: Lookup): CloudSource {
  const entryOf = ({ address = '', parameters }: Call): [source: string, address: string] => {
    // `${doppler:KEY}` may be written `${doppler(project):KEY}`; a region or an instruction names no other value.
    const [first = '', ...rest] = address.split(':');
    if (type === 'aws') return [first, rest.join(':')];
    return [type, address === '' ? parameters.join(',') : address];
  };
  return {
    read: async (call) => lookup(...entryOf(call)),
    missing: (call) => {
      const [source, address] = entryOf(call);
      const entry = `${JSON.stringify(source)}: { ${JSON.stringify(address)}: "…" }`;
      return `is kept elsewhere and has no value here; write it into emulator.values.yaml: ${entry}, or give the variable a fall-back`;
    },
  };
}
