/** The shape of `functions.*.build` in an `emulator.config.*`: esbuild's own names. */
import * as v from 'valibot';
import { described, record, text, truth } from './terms.ts';

/** https://esbuild.github.io/content-types/ */
const LOADERS = [
  'base64',
  'binary',
  'copy',
  'css',
  'dataurl',
  'default',
  'empty',
  'file',
  'global-css',
  'js',
  'json',
  'jsx',
  'local-css',
  'text',
  'ts',
  'tsx',
] as const;

const texts = (what: string, example: string) => {
  const expected = `a list such as ["${example}"]`;
  return v.array(text(what), expected);
};

export const build = v.strictObject({
  entryPoint: v.optional(
    described(
      text('a file'),
      "Source file that the handler's module is built from, relative to this file. Default: the one of the handler's name.",
    ),
  ),
  external: v.optional(
    described(
      texts('a package or path', '@aws-sdk/*'),
      'What stays outside; everything else goes in. Default: all packages stay outside.',
    ),
  ),
  format: v.optional(
    described(
      v.picklist(['cjs', 'esm'], '"cjs" or "esm"'),
      'CommonJS or ES module. Default: what the nearest package.json says.',
    ),
  ),
  target: v.optional(
    described(
      text('a target such as "es2022"'),
      'Syntax that the code is made of: "es2022", "node22". Default: that of the runtime.',
    ),
  ),
  define: v.optional(
    described(
      record(text('an expression as text'), 'expressions by name'),
      'Expressions that stand in for names.',
    ),
  ),
  loader: v.optional(
    described(
      record(v.picklist(LOADERS, 'a loader of esbuild such as "text"'), 'loaders by extension'),
      'How files are taken in, by extension: { ".graphql": "text" }. Default: esbuild\'s own.',
    ),
  ),
  mainFields: v.optional(
    described(
      texts('a field of package.json', 'module'),
      'Fields of package.json that lead into a package that goes in. Default: "main", "module".',
    ),
  ),
  conditions: v.optional(
    described(texts('a condition', 'source'), 'Conditions of package.json\'s "exports". Default: "module".'),
  ),
  minify: v.optional(
    described(
      truth(),
      'Whether the code is made smaller. Names stay as they are, so that stacks can be read. Default: false.',
    ),
  ),
  keepNames: v.optional(
    described(
      truth(),
      'Whether functions and classes keep their names, whatever becomes of them. Default: true.',
    ),
  ),
  banner: v.optional(described(text('code'), 'Code that the module begins with.')),
  footer: v.optional(described(text('code'), 'Code that the module ends with.')),
  inject: v.optional(
    described(texts('a file', 'shim.ts'), 'Files whose exports stand in for globals, relative to this file.'),
  ),
  tsconfig: v.optional(
    described(
      text('a file'),
      'The tsconfig.json, relative to this file. Default: the nearest of each source.',
    ),
  ),
});
