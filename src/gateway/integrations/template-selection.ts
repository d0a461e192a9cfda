/**
 * Which of several templates is taken. Pure. Rows `integration.request-template`, `integration.response.template`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
import { parseSelectionExpression } from '../selection-expression.ts';

/** A template and the key that it stands under. */
export interface SelectedTemplate {
  readonly key: string;
  readonly source: string;
}

/** What is looked for without an expression: AWS's own samples write either. */
const DEFAULT_KEYS = ['$default', 'application/json'];

/**
 * @param expression - its value is the template's key; `$default` is taken when no template has it.
 * @param variable - the value of a variable in the expression.
 * @returns undefined when no template fits.
 */
export function selectTemplate(
  templates: Readonly<Record<string, string>>,
  expression: string | undefined,
  variable: (name: string) => unknown,
): SelectedTemplate | undefined {
  const keys =
    expression === undefined ? DEFAULT_KEYS : [parseSelectionExpression(expression)(variable), '$default'];
  const key = keys.find((one) => Object.hasOwn(templates, one));
  return key === undefined ? undefined : { key, source: templates[key] ?? '' };
}
