/**
 * Reads a service of the Serverless Framework (versions 3 and 4, and osls) as the stack that the framework would
 * deploy. Nothing of the framework runs: its variables and its compile step are the emulator's own.
 */
import { dirname } from 'node:path';
import type { Stack } from '../cloudformation/stack.ts';
import type { FiledProblem } from '../problems.ts';
import type { Location } from '../source/location.ts';
import { itemsOf, type Node, nodeAt, toText } from '../source/node.ts';
import { ProblemList } from '../source/problem-list.ts';
import { readDefinition } from '../source/read-definition.ts';
import type { Lookup } from '../values-file.ts';
import { compileService } from './compile/template.ts';
import { type Dotenv, readDotenv, withPluginVariables } from './dotenv.ts';
import { readEsbuildFile } from './esbuild-file.ts';
import { reportPlugins } from './plugins.ts';
import { readAsPlanned, SERVICE } from './reading-plan.ts';
import { normalForm, type Service, toService } from './service.ts';
import { checkService } from './shape.ts';
import { type OpenVariables, openVariables } from './variables/open.ts';
import type { VariableOptions } from './variables/options.ts';
import { regionOf, stageOf } from './variables/stage.ts';

export interface ServerlessOptions {
  /** `--stage`; else `provider.stage`, else `dev`. */
  readonly stage?: string | undefined;
  /** `--region`; else `provider.region`, else `us-east-1`. */
  readonly region?: string | undefined;
  /** `--param`, by name. */
  readonly params?: Readonly<Record<string, string>>;
  /** Environment variables for `${env:…}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Twelve digits. */
  readonly accountId: string;
  /** What the values file has for `${ssm:…}`, `${cf:…}` and their like. */
  readonly lookup?: Lookup;
}

export type ServerlessReading =
  | {
      readonly ok: true;
      readonly stack: Stack;
      readonly stage: string;
      readonly region: string;
      /** Of files that are no definitions: what is wrong with the definitions is in the list that was given. */
      readonly problems: readonly FiledProblem[];
      /** Absolute paths of the files that it was read from, the service's own first. */
      readonly sources: readonly string[];
      /** Where the service is. */
      readonly top: Location;
    }
  /** The text has no value. */
  | { readonly ok: false; readonly problems: readonly FiledProblem[] };

/**
 * @param file - absolute path of a `serverless.yml`, `.yaml`, `.json`, `.ts`, `.js`, `.mjs` or `.cjs`.
 * @param problems - takes what is wrong with the service.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`.
 */
export async function readServerless(
  file: string,
  options: ServerlessOptions,
  problems: ProblemList,
): Promise<ServerlessReading> {
  const definition = await readDefinition(file);
  if (!definition.ok) return { ok: false, problems: definition.problems };
  const folder = dirname(file);
  const { resolver, files, variables, dotenv } = await prepare(definition.node, folder, options, problems);
  const planned = await readAsPlanned(definition.node, SERVICE, resolver);
  const deployment = {
    stage: await stageOf(resolver, variables),
    region: await regionOf(resolver, variables),
    folder,
  };
  const node = withPluginVariables(normalForm(planned), dotenv);
  checkService(node, problems);
  const service = toService(node, deployment);
  const esbuild = await readEsbuildFile(service, problems);
  const template = compileService(service, esbuild.settings, problems);
  reportPlugins(service, problems);
  const sources = [...new Set([...definition.sources, ...files.files, ...dotenv.files, ...esbuild.files])];
  const { stage, region } = deployment;
  return {
    ok: true,
    stack: toStack(service, template),
    stage,
    region,
    problems: [...files.problems, ...esbuild.problems],
    sources,
    top: definition.node.at,
  };
}

type Preparation = OpenVariables & { readonly variables: VariableOptions; readonly dotenv: Dotenv };

/** Which `.env` files there are depends on the stage, which may be a variable itself. */
async function prepare(
  root: Node,
  folder: string,
  { stage, region, params = {}, env, accountId, lookup = () => undefined }: ServerlessOptions,
  problems: ProblemList,
): Promise<Preparation> {
  const given: VariableOptions = { folder, stage, region, params, env, accountId, lookup };
  const first = openVariables(root, given, new ProblemList());
  const dotenv = await readDotenv(root, folder, await stageOf(first.resolver, given), env);
  const variables = { ...given, env: dotenv.env };
  return { ...openVariables(root, variables, problems), variables, dotenv };
}

function toStack({ name, stage, folder, node }: Service, template: Node): Stack {
  const provider = nodeAt(node, 'provider');
  const parameters = itemsOf(nodeAt(provider, 'stackParameters')).map((parameter): [string, string] => [
    toText(nodeAt(parameter, 'ParameterKey')) ?? '',
    toText(nodeAt(parameter, 'ParameterValue')) ?? '',
  ]);
  return {
    name: toText(nodeAt(provider, 'stackName')) ?? `${name}-${stage}`,
    template,
    folder,
    parameters: new Map(parameters),
  };
}
