/** What `sam build` has made, for functions that cannot run from their sources. Row `sam.built`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { resourcesOf } from '../cloudformation/template.ts';
import type { LambdaFunction } from '../model.ts';
import type { ProjectChecks } from '../rules/rule.ts';
import { type Node, nodeAt, toText } from '../source/node.ts';

export interface WithBuilt {
  readonly functions: readonly LambdaFunction[];
  /** A sentence for each function that runs from what was built, or that lacks it. */
  readonly notices: readonly string[];
}

export interface BuiltOptions {
  /** Absolute path of the folder of the template. */
  readonly folder: string;
  /** As `buildMethodsOf` reads them. */
  readonly buildMethods: ReadonlyMap<string, string>;
  readonly handlerProblem: ProjectChecks['handlerProblem'];
}

/** What the template's functions are built by, by logical id. */
export function buildMethodsOf(template: Node): ReadonlyMap<string, string> {
  const methods = resourcesOf(template).flatMap(([id, resource]): [string, string][] => {
    const method = toText(nodeAt(resource, 'Metadata', 'BuildMethod'));
    return method === undefined ? [] : [[id, method]];
  });
  return new Map(methods);
}

const BUILD = join('.aws-sam', 'build');

/** The folder that `sam build` has made for a function, as far as there is one. */
export function findBuilt(folder: string, logicalId: string): string | undefined {
  const built = join(folder, BUILD, logicalId);
  return existsSync(built) ? built : undefined;
}

/** Gives those functions that cannot run from their sources what `sam build` has made of them. */
export function preferBuilt(functions: readonly LambdaFunction[], options: BuiltOptions): WithBuilt {
  const choices = functions.map((fn) => choose(fn, functions, options));
  return { functions: choices.map(({ fn }) => fn), notices: choices.flatMap(({ notice }) => notice ?? []) };
}

interface Choice {
  readonly fn: LambdaFunction;
  readonly notice?: string;
}

function choose(fn: LambdaFunction, all: readonly LambdaFunction[], options: BuiltOptions): Choice {
  const { folder, handlerProblem } = options;
  // What esbuild makes of the sources has its handler only then.
  const isLoadable = fn.build?.entryPoint !== undefined || handlerProblem(fn, folder) === undefined;
  const reason = isLoadable ? reasonToBuild(fn, options) : `its handler ${fn.handler} cannot be loaded there`;
  if (reason === undefined || fn.inlineCode !== undefined) return { fn };
  const source = relative(folder, fn.codeUri) || '.';
  const built = builtOf(fn, all, options);
  if (built === undefined) {
    // The rules say what is wrong with the handler.
    if (!isLoadable) return { fn: isMade(fn, options) ? { ...fn, madeBy: 'sam build' } : fn };
    const advice = 'run "sam build", and start again';
    return { fn, notice: `${fn.name} runs from ${source} as it is, although ${reason}; ${advice}.` };
  }
  const where = `${fn.name} runs from ${relative(folder, built.codeUri)} and not from ${source}: ${reason}`;
  return { fn: built, notice: `${where}; what is saved takes effect after "sam build".` };
}

/** Functions of the same source and runtime are built once, under the name of one of them. */
function builtOf(
  fn: LambdaFunction,
  all: readonly LambdaFunction[],
  { folder, handlerProblem }: BuiltOptions,
): LambdaFunction | undefined {
  const alike = all.filter((other) => other.codeUri === fn.codeUri && other.runtime === fn.runtime);
  const { build: _, ...unbuilt } = fn;
  for (const { logicalId } of [fn, ...alike]) {
    const codeUri = logicalId === undefined ? undefined : findBuilt(folder, logicalId);
    const built = codeUri === undefined ? undefined : { ...unbuilt, codeUri };
    if (built !== undefined && handlerProblem(built, folder) === undefined) return built;
  }
  return undefined;
}

function isMade(fn: LambdaFunction, { buildMethods }: BuiltOptions): boolean {
  return buildMethods.get(fn.logicalId ?? fn.name) === 'makefile';
}

function reasonToBuild(fn: LambdaFunction, options: BuiltOptions): string | undefined {
  if (isMade(fn, options)) return 'it is built by a Makefile';
  const missing = fn.runtime.startsWith('nodejs') ? missingPackage(fn) : undefined;
  return missing && `the package ${missing} is not installed there`;
}

/** Lambda's runtime has these itself. */
const SUPPLIED = /^(?:aws-sdk$|@aws-sdk\/|@smithy\/)/;

/** A package that `package.json` asks for, and that is neither in a layer nor above the source. */
function missingPackage({ codeUri, layers }: LambdaFunction): string | undefined {
  const file = join(codeUri, 'package.json');
  if (!existsSync(file)) return undefined;
  const folders = [...foldersAround(codeUri), ...layers.map((layer) => join(layer, 'nodejs'))];
  return dependenciesOf(readFileSync(file, 'utf8')).find(
    (name) =>
      !SUPPLIED.test(name) && !folders.some((folder) => existsSync(join(folder, 'node_modules', name))),
  );
}

function foldersAround(folder: string): string[] {
  const around = dirname(folder);
  return around === folder ? [folder] : [folder, ...foldersAround(around)];
}

/** None where the text is broken: whoever loads the handler says so. */
function dependenciesOf(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('dependencies' in value)) return [];
    return Object.keys(value.dependencies ?? {});
  } catch {
    return [];
  }
}
