/**
 * What a route gets of a backend's answer: for proxies all of it, else what an integration response makes of it.
 * Pure. Rows `integration.response.*`;
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
 */
import type { Integration, IntegrationResponse, Route } from '../../project/api-model.ts';
import type { RequestScope } from '../scope.ts';
import { bodyVariable, resolveBodyPath } from '../selection-expression.ts';
import { TookTooLong, withinTimeLimit } from '../time-limit.ts';
import type { BackendAnswer } from './backend.ts';
import { IntegrationFailure } from './failure.ts';
import { isHeaderValue } from './header-value.ts';
import { renderOrFail } from './render-or-fail.ts';
import { requestVariable, templateVariables } from './request-variables.ts';
import { fitsKey } from './response-key.ts';
import type { IntegrationAnswer } from './result.ts';
import { type SelectedTemplate, selectTemplate } from './template-selection.ts';

/** @throws {IntegrationFailure} when no integration response is for the answer, or its template fails. */
export function integrationAnswer(
  route: Route,
  scope: RequestScope,
  answer: BackendAnswer,
): IntegrationAnswer {
  const { integration } = route;
  const { status } = answer;
  if (integration.type === 'HTTP_PROXY') {
    const headers = [...answer.headers].map(([name, values]): [string, string] => [
      name,
      values.at(-1) ?? '',
    ]);
    return { statusCode: status, headers: new Map(headers), body: answer.body.toString() };
  }
  // Where nobody is answered, integration responses are not looked at.
  const answered = scope.eventType === 'CONNECT' || (scope.eventType === 'MESSAGE' && route.routeResponse);
  if (!answered) return { statusCode: status, headers: new Map(), body: undefined };
  if (scope.eventType === 'CONNECT' && integration.responses.length === 0) {
    if (answer.error !== undefined) throw new IntegrationFailure('function', answer.error);
    return { statusCode: status, headers: new Map(), body: answer.body.toString() };
  }
  return applied(selectResponse(integration, answer), scope, answer);
}

function selectResponse({ target, responses }: Integration, answer: BackendAnswer): IntegrationResponse {
  const value = (target?.kind === 'function' ? errorMessageOf(answer) : undefined) ?? String(answer.status);
  const fitting = firstFitting(
    responses.filter(({ key }) => key !== '$default'),
    value,
  );
  const chosen = fitting ?? responses.find(({ key }) => key === '$default');
  if (chosen !== undefined) return chosen;
  const keys = responses.map(({ key }) => key).join(', ') || 'none';
  const reason = `no integration response is for ${JSON.stringify(value)} (there is: ${keys}); add "$default" to "responses"`;
  throw new IntegrationFailure('lambda', reason);
}

/** A status is short; an error's message may be made for an expression that tries every way to split it. */
function firstFitting(
  responses: readonly IntegrationResponse[],
  value: string,
): IntegrationResponse | undefined {
  const find = () => responses.find(({ key }) => fitsKey(key, value));
  if (responses.length === 0 || /^\d{3}$/.test(value)) return find();
  try {
    return withinTimeLimit(find);
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    throw new IntegrationFailure('lambda', `looking for an integration response: ${error.message}`);
  }
}

/** `$integration.response.body.errorMessage` */
function errorMessageOf({ body }: BackendAnswer): string | undefined {
  const message = resolveBodyPath(parsed(body), 'errorMessage');
  return typeof message === 'string' && message !== '' ? message : undefined;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function applied(
  response: IntegrationResponse,
  scope: RequestScope,
  answer: BackendAnswer,
): IntegrationAnswer {
  const text = textOf(response, answer.body);
  const template = responseTemplate(response, scope, answer);
  if (template === undefined) return { statusCode: answer.status, headers: new Map(), body: text };
  const { requestId, error, status } = answer;
  const place = `responses[${JSON.stringify(response.key)}].responseTemplates[${JSON.stringify(template.key)}]`;
  const rendered = renderOrFail(place, template.source, () =>
    templateVariables(scope, text, { status, integration: { status, requestId, error } }),
  );
  return { ...overridden(rendered.overrides, status), body: rendered.text };
}

function textOf({ contentHandlingStrategy: strategy }: IntegrationResponse, body: Buffer): string {
  if (strategy === 'CONVERT_TO_TEXT') return body.toString('base64');
  return strategy === 'CONVERT_TO_BINARY'
    ? Buffer.from(body.toString(), 'base64').toString()
    : body.toString();
}

/** Without an expression, the only template is the one that is meant, whatever its key. */
function responseTemplate(
  { responseTemplates, templateSelectionExpression: expression }: IntegrationResponse,
  scope: RequestScope,
  answer: BackendAnswer,
): SelectedTemplate | undefined {
  const selected = selectTemplate(responseTemplates, expression, (name) =>
    responseVariable(scope, answer, name),
  );
  if (selected !== undefined || expression !== undefined) return selected;
  const [first] = Object.entries(responseTemplates);
  return first === undefined ? undefined : { key: first[0], source: first[1] };
}

function responseVariable(scope: RequestScope, answer: BackendAnswer, name: string): unknown {
  const [, kind, rest = ''] = /^integration\.response\.([a-z]+)(.*)$/s.exec(name) ?? [];
  const values = answer.headers.get(rest.slice(1).toLowerCase());
  switch (kind) {
    case 'statuscode':
      return answer.status;
    case 'header':
      return values?.at(-1);
    case 'multivalueheader':
      return values;
    case 'body':
      return bodyVariable(parsed(answer.body), name, 'integration.response.body');
    default:
      return requestVariable(scope, name);
  }
}

/** `$context.responseOverride`; a status that is none is left alone, as in REST APIs. */
function overridden(
  {
    status: override,
    header = {},
  }: { readonly status?: number; readonly header?: Readonly<Record<string, string>> },
  status: number,
): Omit<IntegrationAnswer, 'body'> {
  const legal = override !== undefined && Number.isInteger(override) && override >= 200 && override <= 599;
  const headers = Object.entries(header).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  const broken = headers.find(([, value]) => !isHeaderValue(value));
  if (broken !== undefined) {
    throw new IntegrationFailure('malformed', `the header ${broken[0]} has a control character in its value`);
  }
  return { statusCode: legal ? override : status, headers: new Map(headers) };
}
