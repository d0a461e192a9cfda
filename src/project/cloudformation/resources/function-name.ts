/** The function that an ARN or an integration's URI names. Pure. */
import type { Location } from '../../source/location.ts';
import type { ProblemList } from '../../source/problem-list.ts';

const IN_URI = /function:([^:/]+)/;

/**
 * `arn:aws:lambda:…:function:echo:live` → `echo`; the URI of an integration has such an ARN in its middle. What is
 * no ARN is a name, with an alias behind it perhaps. A stage variable stays one.
 */
export function functionNameOf(text: string): string {
  const variable = /function:(\$\{stageVariables\.\w+\})/.exec(text)?.[1];
  if (variable !== undefined) return variable;
  const [, name] = IN_URI.exec(text) ?? [];
  return name ?? text.replace(/:.*$/, '');
}

/** API Gateway takes no names of functions, which is what a `Ref` to one gives. */
export function checkIsArn(uri: string | undefined, at: Location, problems: ProblemList): void {
  if (uri === undefined || uri.includes('function:')) return;
  const [, name = uri] = /functions\/(.*)\/invocations$/.exec(uri) ?? [];
  const resource = /^\w+$/.test(name) ? name : 'Function';
  problems.add(at, `expected the ARN of a function, found "${name}"; write !GetAtt ${resource}.Arn`);
}
