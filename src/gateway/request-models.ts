/**
 * Request validation: whether a message fits the model that its route selects. Rows `model.*`;
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
 */
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type AjvDraft04 from 'ajv-draft-04';
import type addFormats from 'ajv-formats';
import type { Api, Route } from '../project/api-model.ts';
import { parseSelectionExpression, requestBodyVariable } from './selection-expression.ts';
import { TookTooLong, withinTimeLimit } from './time-limit.ts';

/** @returns why the message does not fit, or undefined when it does. */
export type BodyCheck = (body: string) => string | undefined;

/** The checks of an API's routes, by route key. Without a model selection expression there is none. */
export function createBodyChecks(api: Api): ReadonlyMap<string, BodyCheck> {
  return new Map(
    api.routes.flatMap(({ routeKey, modelSelectionExpression: expression, requestModels }) =>
      expression === undefined ? [] : [[routeKey, createBodyCheck(api, expression, requestModels)]],
    ),
  );
}

function createBodyCheck(api: Api, expression: string, models: Route['requestModels']): BodyCheck {
  const select = parseSelectionExpression(expression === '$default' ? '\\$default' : expression);
  const validators = new Map<string, ValidateFunction>();
  const mayTakeLong = JSON.stringify(api.models).includes('"pattern');
  return (text) => {
    const body = parse(text);
    const key = select((name) => requestBodyVariable(body, name));
    const name = modelOf(models, key);
    if (name === undefined) return `no request model is selected by ${JSON.stringify(key)}`;
    if (body === undefined) return 'the message is no JSON';
    let validate = validators.get(name);
    if (validate === undefined) {
      validate = compile(api, name);
      validators.set(name, validate);
    }
    return misfitOf(validate, body, mayTakeLong);
  };
}

/** A client can make a pattern of a model go on for hours. Row `model.time-limit`. */
function misfitOf(validate: ValidateFunction, body: unknown, mayTakeLong: boolean): string | undefined {
  try {
    const fits = mayTakeLong ? withinTimeLimit(() => validate(body)) : validate(body);
    return fits ? undefined : `[${(validate.errors ?? []).map(describe).join(', ')}]`;
  } catch (error) {
    if (error instanceof TookTooLong) return `validation was given up: ${error.message}`;
    throw error;
  }
}

function modelOf(models: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(models, key) ? models[key] : models.$default;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe({ instancePath, message = 'does not fit' }: ErrorObject): string {
  return instancePath === '' ? message : `${instancePath} ${message}`;
}

/** How models refer to each other: by the address that API Gateway gives them. */
function addressOf(apiId: string, model: string): string {
  return `https://apigateway.amazonaws.com/restapis/${apiId}/models/${model}`;
}

/** A validator costs tens of milliseconds to load, so the first message that needs one pays for it. */
function compile({ apiId, models }: Api, name: string): ValidateFunction {
  const ajv = createValidator();
  for (const model of models) ajv.addSchema({ ...model.schema }, addressOf(apiId, model.name));
  const validate = ajv.getSchema(addressOf(apiId, name));
  if (validate === undefined) throw new Error(`There is no model ${name}`);
  return validate;
}

/** What is wrong with a model as a schema; undefined when nothing is. */
export function modelProblem({ apiId, models }: Api, name: string): string | undefined {
  const schema = models.find((model) => model.name === name)?.schema;
  if (schema?.$schema !== undefined && !String(schema.$schema).includes('draft-04')) {
    return `$schema is ${JSON.stringify(schema.$schema)}; API Gateway knows "http://json-schema.org/draft-04/schema#" only`;
  }
  try {
    const ajv = createValidator();
    // The others are there for what refers to them; each is checked in its turn.
    for (const model of models)
      ajv.addSchema({ ...model.schema }, addressOf(apiId, model.name), false, false);
    if (schema !== undefined && !ajv.validateSchema({ ...schema })) return schemaErrors(ajv.errors ?? []);
    ajv.getSchema(addressOf(apiId, name));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The first thing that is wrong at each place; a schema that may be several things is told of by the first alone. */
function schemaErrors(errors: readonly ErrorObject[]): string {
  const places = new Map<string, string>();
  for (const { instancePath, message = 'is wrong', params } of errors) {
    const place = instancePath.slice(1).replaceAll('/', '.');
    const allowed: unknown = params.allowedValues;
    const known = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
    if (!places.has(place)) places.set(place, `${place === '' ? '' : `${place} `}${message}${known}`);
  }
  return [...places.values()].join('; ');
}

function createValidator(): AjvDraft04.default {
  const load = createRequire(import.meta.url);
  const { default: Ajv } = load('ajv-draft-04') as { default: typeof AjvDraft04.default };
  const { default: formats } = load('ajv-formats') as { default: typeof addFormats.default };
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  formats(ajv as never);
  return ajv;
}
