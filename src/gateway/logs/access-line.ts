/** A line of an access log: the stage's own format with its `$context` variables. Pure. Rows `access-log.*`. */
import { type ContextVariables, contextVariable } from '../context-variables.ts';

const VARIABLE = /\$context\.([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)/g;
const UNSET = '-';

/** @param format - JSON, CLF, XML, CSV or anything else: only variables are looked at. */
export function formatAccessLine(format: string, variables: ContextVariables): string {
  return format.replace(VARIABLE, (_match, name: string) => {
    const value = contextVariable(variables, name);
    return value === undefined ? UNSET : onOneLine(String(value));
  });
}

/** What an authorizer put into its context must not begin another line. */
function onOneLine(text: string): string {
  return text.replaceAll(
    /\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
