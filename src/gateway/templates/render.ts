/**
 * Mapping templates of API Gateway: the Velocity Template Language with `$input`, `$context`, `$stageVariables`
 * and `$util`. Pure. Rows `template.*`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
import type { ContextVariables } from '../context-variables.ts';
import { javaText } from '../java-text.ts';
import { TookTooLong, withinTimeLimit } from '../time-limit.ts';
import { createInput, type RequestParams } from './input.ts';
import { Interpreter } from './interpreter.ts';
import { parseTemplate, type Template, withoutGaps } from './parse.ts';
import { TemplateError } from './template-error.ts';
import { UTIL } from './util.ts';
import { isNothing, mapOf, type TemplateMap } from './values.ts';

/** What a template can speak of. */
export interface TemplateVariables {
  readonly context: ContextVariables;
  /** The message, or the backend's answer. */
  readonly body: string;
  readonly params: RequestParams;
  readonly stageVariables: Readonly<Record<string, string>>;
}

/** What a template has set in `$context.responseOverride`. */
export interface ResponseOverrides {
  readonly status?: number;
  readonly header?: Readonly<Record<string, string>>;
}

/**
 * @param variables - asked for by a template that speaks of them.
 * @throws TemplateError when the template is broken, or a method that it calls fails.
 */
export function renderTemplate(source: string, variables: () => TemplateVariables): string {
  return renderWithOverrides(source, variables).text;
}

/** The same, for responses. */
export function renderWithOverrides(
  source: string,
  variables: () => TemplateVariables,
): { readonly text: string; readonly overrides: ResponseOverrides } {
  const template = parseTemplate(source);
  if (template.constant !== undefined) return { text: template.constant, overrides: {} };
  const { context, body, params, stageVariables } = variables();
  const contextMap = contextTree(context);
  contextMap.set('responseOverride', mapOf({ header: mapOf({}) }));
  const interpreter = new Interpreter({
    context: contextMap,
    input: createInput(body, params),
    stageVariables: mapOf(stageVariables),
    util: UTIL,
  });
  const text = renderInTime(interpreter, template);
  return { text, overrides: readOverrides(contextMap.get('responseOverride')) };
}

/** A template can have loops in loops, of a thousand items each. Row `template.time-limit`. */
function renderInTime(interpreter: Interpreter, template: Template): string {
  const render = () => withoutGaps(interpreter.render(template));
  if (template.endsSoon) return render();
  try {
    return withinTimeLimit(render);
  } catch (error) {
    if (error instanceof TookTooLong) throw new TemplateError(error.message, interpreter.place);
    throw error;
  }
}

function contextTree(variables: ContextVariables): TemplateMap {
  const known = Object.entries(variables).filter(([, value]) => value !== undefined);
  return new Map(
    known.map(([name, value]) => [name, typeof value === 'object' ? contextTree(value) : value]),
  );
}

function readOverrides(value: unknown): ResponseOverrides {
  if (!(value instanceof Map)) return {};
  const status = Number(value.get('status') ?? Number.NaN);
  const header: unknown = value.get('header');
  const headers = header instanceof Map ? [...header].filter(([, text]) => !isNothing(text)) : [];
  return {
    ...(Number.isInteger(status) && { status }),
    ...(headers.length > 0 && {
      header: Object.fromEntries(headers.map(([name, text]) => [javaText(name), javaText(text)])),
    }),
  };
}
