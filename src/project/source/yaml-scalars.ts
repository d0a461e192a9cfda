/** What a plain scalar is in YAML 1.2, where `on`, `yes` and dates are texts. https://yaml.org/spec/1.2.2/#103-core-schema */

const NULL = /^(null|Null|NULL|~|)$/;
const TRUTH = /^(?:(true|True|TRUE)|false|False|FALSE)$/;
const INTEGER = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

export function plainScalar(text: string): string | number | boolean | null {
  if (NULL.test(text)) return null;
  const truth = TRUTH.exec(text);
  if (truth !== null) return truth[1] !== undefined;
  return INTEGER.test(text) || DECIMAL.test(text) ? Number(text) : text;
}
