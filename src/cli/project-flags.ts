/** The flags that say which project it is and how it is understood: the same for each command that reads one. */
import { type Command, Option } from 'commander';
import type { ReadOptions } from '../start-options.ts';
import { collectFiles, collectServices, parseStage, parseText } from './flag-values.ts';

export interface ProjectFlags {
  readonly config?: string;
  readonly template?: string;
  readonly stage?: string;
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
    .option('--env-vars <file>', 'values for variables that functions declare, as for sam local', parseText)
    .option('--env-file <file>', 'variables of every function, as in .env (repeatable)', collectFiles)
    .option(
      '--passthrough <service>',
      "AWS service that handlers may reach, beside the project's (repeatable, or with commas)",
      collectServices,
    );
}

export function toReadOptions(flags: ProjectFlags): ReadOptions {
  const { config, template, stage, envVars, envFile, passthrough } = flags;
  return { config: config ?? template, stage, envVars, envFiles: envFile, passthrough };
}
