/** What a caller may ask of {@link startEmulator}. */
import type { Clock } from './clock.ts';
import type { JournalReader } from './journal/journal.ts';
import type { FaultSettings } from './project/fault-model.ts';

/** Which project it is, and how it is understood. Everything is optional. */
export interface ReadOptions {
  /** Folder of the project. @defaultValue `process.cwd()` */
  readonly cwd?: string | undefined;
  /**
   * What defines the project, relative to `cwd`: a file, or a folder `cdk.out` or `handlers`.
   * @defaultValue what `cwd` has: an `emulator.config.*`, or else the one definition of SAM, CloudFormation, the CDK or
   * the Serverless Framework, or else a folder `handlers`
   */
  readonly config?: string | undefined;
  /** Stage name of every API. @defaultValue each API's own */
  readonly stage?: string | undefined;
  /**
   * Values of a template's parameters, by name; they count before those of a samconfig.
   * @defaultValue the template's own defaults
   */
  readonly parameterOverrides?: Readonly<Record<string, string>> | undefined;
  /** Which environment of a samconfig counts. @defaultValue `default` */
  readonly configEnv?: string | undefined;
  /** Values for `${param:name}` of a serverless.yml, by name. @defaultValue those that it says itself */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /**
   * File with the values that only a deployment knows, relative to `cwd`: outputs and exports of other stacks, SSM
   * parameters, secrets, objects in S3. @defaultValue an `emulator.values.yaml`, `.yml` or `.json` beside the definition
   */
  readonly values?: string | undefined;
  /**
   * JSON files of items that tables begin with, relative to `cwd`, by the table's name; beside those that the
   * definition names (row `dynamodb.seed`). @defaultValue none
   */
  readonly seeds?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * AWS services that handlers may reach outside this machine, such as `s3` or `sqs`, beside those that the project
   * names (row `bridge.passthrough`). @defaultValue `[]`
   */
  readonly passthrough?: readonly string[] | undefined;
  /**
   * JSON file with values for environment variables that functions declare, relative to `cwd`, as `sam local
   * --env-vars` takes it: `{ "FunctionLogicalId": { "TABLE": "x" }, "Parameters": { "TABLE": "for all" } }` (row
   * `lambda.env-vars`). @defaultValue none
   */
  readonly envVars?: string | undefined;
  /**
   * Files of environment variables of every function such as `.env`, relative to `cwd`; a later one counts before an
   * earlier one, what the definition says before all (row `lambda.env-file`). @defaultValue none
   */
  readonly envFiles?: readonly string[] | undefined;
  /**
   * Timeouts of functions instead of the definition's, seconds, by their names or logical ids.
   * @defaultValue the definition's
   */
  readonly timeouts?: Readonly<Record<string, number>> | undefined;
}

/** What to start, and how. Everything is optional. */
export interface StartOptions extends ReadOptions {
  /**
   * Port instead of the project's lowest; the project's other ports keep their distance to it. 0 takes free
   * ones. @defaultValue the project's ports
   */
  readonly port?: number | undefined;
  /** Address to bind. @defaultValue the loopback addresses, `127.0.0.1` and `::1` */
  readonly host?: string | undefined;
  /** Directory to keep tables in, relative to `cwd`. @defaultValue none: tables live in memory */
  readonly dataDirectory?: string | undefined;
  /** URL of a DynamoDB that is already running. @defaultValue the project's, or none: the built-in engine */
  readonly dynamodbEndpoint?: string | undefined;
  /** Answer unsigned requests to `@connections` and Lambda, which AWS refuses (rows `management.unsigned`, `invoke.unsigned`). @defaultValue `false` */
  readonly allowUnsigned?: boolean | undefined;
  /**
   * Watch the files that functions load, and the definition: what is saved takes effect at once, as
   * `emulator start` has it (rows `lambda.reload*`). @defaultValue `false`
   */
  readonly watch?: boolean | undefined;
  /**
   * Let a debugger that is attached to this process's inspector stop where each handler's module begins, the first
   * time that it is loaded. @defaultValue `false`
   */
  readonly inspectBrk?: boolean | undefined;
  /** Failures to try the project with, beside those of its definition (rows `fault.*`). @defaultValue none */
  readonly faults?: readonly FaultSettings[] | undefined;
  /** Where time comes from; a {@link ManualClock} makes ten minutes pass at once. @defaultValue the machine's time */
  readonly clock?: Clock | undefined;
  /** Called with every fact as it happens; must not throw. @defaultValue nobody is told */
  readonly onFact?: JournalReader | undefined;
}
