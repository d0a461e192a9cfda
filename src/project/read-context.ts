/** What a definition is read with, beside its text. */
import type { ProjectChecks } from './rules/rule.ts';

export interface ReadContext {
  /** Absolute path of the folder that the user stands in: file names in reports are relative to it. */
  readonly cwd: string;
  /** Stage instead of the definition's own. */
  readonly stage?: string | undefined;
  /** Values of a template's parameters, by name. */
  readonly parameterOverrides: ReadonlyMap<string, string>;
  /** Which environment of a samconfig counts; `default` when it is not set. */
  readonly configEnv?: string | undefined;
  /** Values for `${param:name}` of a serverless.yml. */
  readonly params: Readonly<Record<string, string>>;
  /** Absolute path of a file with the values that only a deployment knows: outputs, exports, SSM parameters. */
  readonly values?: string | undefined;
  /** Absolute paths of files of items that tables begin with, by the table's name. */
  readonly seeds?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Environment variables of the shell. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly checks: ProjectChecks;
}
