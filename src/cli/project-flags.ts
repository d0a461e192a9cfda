/** The flags that say which project it is and how it is understood: the same for each command that reads one. */
import { type Command, Option } from 'commander';
import { EmulatorError } from '../errors.ts';
import type { ReadOptions } from '../start-options.ts';
import {
  collectFiles,
  collectPairs,
  collectSeeds,
  collectServices,
  parseStage,
  parseText,
} from './flag-values.ts';

export interface ProjectFlags {
  readonly config?: string;
  readonly template?: string;
  readonly stage?: string;
  readonly parameterOverrides?: readonly string[];
  readonly configEnv?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly values?: string;
  readonly seed?: Readonly<Record<string, readonly string[]>>;
  readonly envVars?: string;
  readonly envFile?: readonly string[];
  readonly passthrough?: readonly string[];
}

export function addProjectFlags(command: Command): Command {
  return command
    .option('--config <file>', 'definition file (default: the one in this folder)', parseText)
    .addOption(
      new Option('--template <file>', 'the same, as sam has it').argParser(parseText).conflicts('config'),
    )
    .option('--stage <name>', "stage name, instead of the project's", parseStage)
    .option('--parameter-overrides <Key=Value...>', "values of a template's parameters, as sam has it")
    .option('--config-env <name>', 'environment of a samconfig (default: default)', parseText)
    .option('--param <key=value>', 'value for ${param:key} of a serverless.yml (repeatable)', collectPairs)
    .option(
      '--values <file>',
      'values that only a deployment knows (default: emulator.values.yaml)',
      parseText,
    )
    .option('--seed <Table=file>', 'JSON file of items that a table begins with (repeatable)', collectSeeds)
    .option('--env-vars <file>', 'values for variables that functions declare, as for sam local', parseText)
    .option('--env-file <file>', 'variables of every function, as in .env (repeatable)', collectFiles)
    .option(
      '--passthrough <service>',
      "AWS service that handlers may reach, beside the project's (repeatable, or with commas)",
      collectServices,
    );
}

export async function toReadOptions(flags: ProjectFlags): Promise<ReadOptions> {
  const { config, template, stage, configEnv, values, envVars, envFile, passthrough } = flags;
  return {
    config: config ?? template,
    stage,
    parameterOverrides: await parseOverrides(flags.parameterOverrides),
    configEnv,
    params: flags.param,
    values,
    seeds: flags.seed,
    envVars,
    envFiles: envFile,
    passthrough,
  };
}

async function parseOverrides(texts: readonly string[] = []): Promise<Record<string, string>> {
  if (texts.length === 0) return {};
  const { parseParameterOverrides } = await import('../project/sam/parameter-overrides.ts');
  const overrides = parseParameterOverrides(texts);
  if (!overrides.ok) throw EmulatorError.of('PARAMETERS_INVALID', { problem: overrides.problem });
  return Object.fromEntries(overrides.values);
}
