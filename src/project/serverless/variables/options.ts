/** What variables are asked for, as far as it stands in no file of the service. */
import type { Lookup } from '../../values-file.ts';

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
