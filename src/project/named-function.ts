/** Functions by the names that people know them by. Pure. Row `invoke-command.project`. */
import { EmulatorError } from '../errors.ts';
import type { LambdaFunction, Project } from './model.ts';
import { functionId } from './serverless-names.ts';
import { closest } from './spelling.ts';

/**
 * The function of that name; or the one that the definition calls so: a template by its logical id, a serverless.yml by
 * its key.
 */
export function findFunction({ format, functions }: Project, name: string): LambdaFunction | undefined {
  const id = format === 'Serverless Framework' ? functionId(name) : name;
  return (
    functions.find((fn) => fn.name === name) ??
    functions.find(({ logicalId }) => logicalId === name || logicalId === id)
  );
}

/** What functions may be called by, but for the keys of a serverless.yml. */
export function functionNames({ functions }: Project): readonly string[] {
  return functions.flatMap(({ name, logicalId }) => (logicalId === undefined ? [name] : [logicalId, name]));
}

/** @throws {EmulatorError} `FUNCTION_UNKNOWN` */
export function functionNamed(project: Project, name: string): LambdaFunction {
  const found = findFunction(project, name);
  if (found !== undefined) return found;
  const names = project.functions.map((fn) => fn.name).join(', ');
  throw EmulatorError.of('FUNCTION_UNKNOWN', { name, names, meant: closest(name, functionNames(project)) });
}

/**
 * The project with these timeouts instead of its own.
 * @param timeouts - seconds, by the functions' names.
 * @throws {EmulatorError} `FUNCTION_UNKNOWN`
 */
export function withTimeouts(project: Project, timeouts: Readonly<Record<string, number>>): Project {
  const chosen = new Map(
    Object.entries(timeouts).map(([name, timeout]) => [functionNamed(project, name), timeout]),
  );
  const functions = project.functions.map((fn) => ({ ...fn, timeout: chosen.get(fn) ?? fn.timeout }));
  return { ...project, functions };
}
