/** `$input` of templates: the message, and the parameters of a $connect request. Pure. Rows `template.input.*`. */
import { parseBody } from '../message-body.ts';
import { resolveBodyPath } from '../selection-expression.ts';
import { fromJson, JavaObject, mapOf } from './values.ts';

/** What stands in a $connect request; in this order a name is looked for. */
export interface RequestParams {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
}

/** What is no JSON is a text. */
function bodyValue(text: string): unknown {
  const value = parseBody(text);
  return value === undefined ? text : value;
}

/** @param body - as it came; an empty one is taken for `{}`. */
export function createInput(body: string, params: RequestParams): JavaObject {
  const text = body.trim() === '' ? '{}' : body;
  let parsed: { readonly value: unknown } | undefined;
  const find = (path: unknown): unknown => {
    if (typeof path !== 'string') return undefined;
    parsed ??= { value: bodyValue(text) };
    return resolveBodyPath(parsed.value, path);
  };
  const all = mapOf({ path: params.path, querystring: params.querystring, header: params.header }, (group) =>
    mapOf(group as object),
  );
  const groups = [params.path, params.querystring, params.header];
  return new JavaObject(
    '$input',
    { body: text },
    {
      getBody: () => text,
      json: (path) => {
        const value = find(path);
        return JSON.stringify(value === undefined ? '' : value);
      },
      path: (path) => fromJson(find(path)),
      params: (...args) => {
        if (args.length === 0) return all;
        const name = String(args[0]);
        const group = groups.find((values) => Object.hasOwn(values, name));
        return group?.[name] ?? '';
      },
    },
  );
}
