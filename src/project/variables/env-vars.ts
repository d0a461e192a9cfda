/**
 * Values for variables that functions declare, as `sam local --env-vars` has it: a variable that the definition
 * does not declare is left out. Pure. Row `lambda.env-vars`.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html
 */
import type { LambdaFunction, Project } from '../model.ts';
import { didYouMean } from '../spelling.ts';
import type { Variables } from './env-file.ts';

export interface EnvVars {
  /** The file's name, as people know it. */
  readonly file: string;
  /** By function, its logical id or its name; `Parameters` are those of all. */
  readonly variables: ReadonlyMap<string, Variables>;
}

const OF_ALL = 'Parameters';

/** A function's own count before those of all; what is left out is a notice. */
export function applyEnvVars(project: Project, envVars: EnvVars): Project {
  const ofAll = envVars.variables.get(OF_ALL) ?? {};
  const functions = project.functions.map((fn) => ({
    ...fn,
    environment: replaced(fn.environment, { ...ofAll, ...ownOf(fn, envVars) }),
  }));
  return { ...project, functions, notices: [...project.notices, ...findDropped(project.functions, envVars)] };
}

function replaced(declared: Variables, values: Variables): Variables {
  return Object.fromEntries(
    Object.entries(declared).map(([name, value]) => [
      name,
      Object.hasOwn(values, name) ? (values[name] ?? value) : value,
    ]),
  );
}

function ownOf({ logicalId, name }: LambdaFunction, { variables }: EnvVars): Variables | undefined {
  return (logicalId === undefined ? undefined : variables.get(logicalId)) ?? variables.get(name);
}

function findDropped(functions: readonly LambdaFunction[], { file, variables }: EnvVars): string[] {
  const ids = functions.flatMap(({ logicalId, name }) => logicalId ?? name);
  return [...variables].flatMap(([id, values]) => {
    const concerned =
      id === OF_ALL ? functions : functions.filter((fn) => fn.logicalId === id || fn.name === id);
    if (concerned.length === 0 && id !== OF_ALL) {
      return [
        `${file}: there is no function "${id}"; ${didYouMean(id, ids, `there are: ${ids.join(', ')}`)}`,
      ];
    }
    const declared = concerned.flatMap(({ environment }) => Object.keys(environment));
    const who = id === OF_ALL ? 'no function declares' : `"${id}" does not declare`;
    return Object.keys(values)
      .filter((name) => !declared.includes(name))
      .map((name) => {
        const advice = didYouMean(name, declared, "declare it among the function's environment variables");
        return `${file}: ${name} of "${id}" is left out, for ${who} it; ${advice}`;
      });
  });
}
