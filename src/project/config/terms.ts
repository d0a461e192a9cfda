/**
 * The terms that the schema is written in.
 *
 * A validator's message is what was expected there, as the middle of "expected …, found …". A required key has
 * an example, which the report of a missing one shows.
 */
import * as v from 'valibot';

export const described = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));
export const required = <S extends v.GenericSchema>(
  schema: S,
  description: string,
  example: v.InferOutput<NoInfer<S>>,
) => v.pipe(schema, v.description(description), v.examples([example]));

export const text = (expected: string) => v.pipe(v.string(expected), v.nonEmpty(expected));
export const textLike = (pattern: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.regex(pattern, expected));
export const wholeNumber = (min: number, max: number, expected: string) =>
  v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
export const positive = (expected: string) => v.pipe(v.number(expected), v.gtValue(0, expected));
export const rate = (expected: string) => v.pipe(v.number(expected), v.minValue(0, expected));
export const truth = () => v.boolean('true or false');
export const record = <S extends v.GenericSchema>(value: S, what: string) =>
  v.record(v.string(), value, `an object of ${what}`);
export const variables = (what: string) => record(v.string('a string in quotes'), what);

export const envFile = () => {
  const expected = 'a file such as ".env", or a list of files';
  return v.union([text(expected), v.array(text('a file such as ".env"'), expected)], expected);
};

export const keyAttribute = () =>
  textLike(
    /^[^:]+(:[SNB])?$/,
    'an attribute name, with ":N" or ":B" behind it for a number or binary key ("room:N")',
  );
