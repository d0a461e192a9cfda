/** What variables are asked for, as far as it stands in no file of the service. */
import type { Node } from '../../source/node.ts';

/** A value that only the cloud has, from the values file: `('ssm', '/chat/secret')`, `('cf', 'network-dev.VpcId')`. */
export type Lookup = (source: string, address: string) => Node | undefined;

export interface VariableOptions {
  /** Absolute path of the folder of the service. */
  readonly folder: string;
  /** `--stage`. */
  readonly stage?: string | undefined;
  /** `--region`. */
  readonly region?: string | undefined;
  /** `--param`, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Twelve digits. */
  readonly accountId: string;
  readonly lookup: Lookup;
}
