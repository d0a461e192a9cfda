/** The function that an ARN or an integration's URI names. Pure. */

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
