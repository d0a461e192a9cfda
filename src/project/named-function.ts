/** Functions by the names that people know them by. Pure. */
import { EmulatorError } from '../errors.ts';
import type { LambdaFunction, Project } from './model.ts';
import { closest } from './spelling.ts';

/**
 * The function of that name, or else the one that the definition calls so (a template's logical id).
 * @throws {EmulatorError} `FUNCTION_UNKNOWN`
 */
export function functionNamed({ functions }: Project, name: string): LambdaFunction {
  const found =
    functions.find((fn) => fn.name === name) ?? functions.find(({ logicalId }) => logicalId === name);
  if (found !== undefined) return found;
  const names = functions.flatMap((fn) => [fn.logicalId ?? fn.name, fn.name]);
  const listed = functions.map((fn) => fn.logicalId ?? fn.name).join(', ');
  throw EmulatorError.of('FUNCTION_UNKNOWN', { name, names: listed, meant: closest(name, names) });
}

/**
 * The project with these timeouts instead of its own.
 * @param timeouts - seconds, by the functions' names.
 * @throws {EmulatorError} `FUNCTION_UNKNOWN`
 */
export function withTimeouts(project: Project, timeouts: Readonly<Record<string, number>>): Project {
  const named = Object.entries(timeouts).map(([name, timeout]) => ({
    fn: functionNamed(project, name),
    timeout,
  }));
  const functions = project.functions.map((fn) => {
    const timeout = named.find((one) => one.fn === fn)?.timeout;
    return timeout === undefined ? fn : { ...fn, timeout };
  });
  return { ...project, functions };
}
