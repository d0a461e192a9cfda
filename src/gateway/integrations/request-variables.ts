/** What a request offers to selection expressions, parameter mappings and templates, by name. Pure. */

import { stageVariable } from '../../project/stage-variables.ts';
import { type ContextVariables, contextVariable, contextVariables } from '../context-variables.ts';
import { lastValues } from '../events.ts';
import { parseBody } from '../message-body.ts';
import type { RequestScope } from '../scope.ts';
import { bodyVariable } from '../selection-expression.ts';
import type { TemplateVariables } from '../templates/render.ts';

/** The text that the client sent; empty for `$connect` and `$disconnect`. */
export function bodyOf(scope: RequestScope): string {
  return scope.eventType === 'MESSAGE' ? scope.body : '';
}

/** The variables of templates; headers and query are there on `$connect` only. */
export function templateVariables(
  scope: RequestScope,
  body: string = bodyOf(scope),
  more: ContextVariables = {},
): TemplateVariables {
  const { headers = {}, query = {} } = scope.eventType === 'CONNECT' ? scope.handshake : {};
  return {
    context: contextVariables(scope, more),
    body,
    params: { path: {}, querystring: lastValues(query), header: lastValues(headers) },
    stageVariables: scope.stage.variables,
  };
}

/** @returns the variable of a selection expression, such as `request.body.action`; undefined when there is none. */
export function requestVariable(scope: RequestScope, name: string): unknown {
  if (name.startsWith('request.body')) return bodyValue(scope, name, 'request.body');
  const [, source, rest = ''] = /^(context|stageVariables)\.(.+)$/.exec(name) ?? [];
  if (source === 'context') return contextVariable(contextVariables(scope), rest);
  if (source === 'stageVariables') return stageVariable(scope.stage, rest);
  // `$default` without the backslash means the key all the same.
  return name === 'default' ? '$default' : undefined;
}

/**
 * What stands at a path of the message; all of its text when there is no path.
 *
 * @param name - the path behind the name of the message: `request.body.data.room`.
 * @param prefix - that name.
 */
export function bodyValue(scope: RequestScope, name: string, prefix: string): unknown {
  const text = bodyOf(scope);
  return name === prefix ? text || undefined : bodyVariable(parseBody(text), name, prefix);
}
