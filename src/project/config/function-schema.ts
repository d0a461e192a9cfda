/** The shape of `functions.*` in an `emulator.config.*`. */
import * as v from 'valibot';
import { MAX_FUNCTION_MEMORY_MB, MAX_FUNCTION_TIMEOUT_S } from '../../limits.ts';
import { build } from './build-schema.ts';
import { described, envFile, required, text, textLike, variables, wholeNumber } from './terms.ts';

const loggingConfig = v.strictObject({
  logFormat: v.optional(
    described(v.picklist(['Text', 'JSON'], '"Text" or "JSON"'), 'Format of the log. Default: "Text".'),
  ),
  applicationLogLevel: v.optional(
    described(
      v.picklist(
        ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'],
        '"TRACE", "DEBUG", "INFO", "WARN", "ERROR" or "FATAL"',
      ),
      'The least level of the function\'s own lines that is kept, in the JSON format. Default: "INFO".',
    ),
  ),
  systemLogLevel: v.optional(
    described(
      v.picklist(['DEBUG', 'INFO', 'WARN'], '"DEBUG", "INFO" or "WARN"'),
      'The least level of Lambda\'s lines that is kept, in the JSON format. Default: "INFO".',
    ),
  ),
});

/** Each is a thread, and each of those has a heap of its own. */
const MAX_ENVIRONMENTS = 1000;

/** How many execution environments there may be. */
export const environmentCount = wholeNumber(
  1,
  MAX_ENVIRONMENTS,
  `a whole number from 1 to ${MAX_ENVIRONMENTS}`,
);

/** A Lambda function. */
export const lambdaFunction = v.strictObject({
  handler: required(
    text('a handler such as "index.handler"'),
    'File and export, as Lambda takes them: "index.handler", "src/ws.handler"; in Python module and function, "app.handler"; a custom runtime takes any.',
    'index.handler',
  ),
  codeUri: v.optional(
    described(
      text('a folder'),
      "Folder of the function's code, relative to this file. Default: the folder of this file.",
    ),
  ),
  runtime: v.optional(
    described(
      textLike(
        /^(nodejs(\d+\.x|[468]\.10)|python3\.\d+|provided(\.al2(023)?)?)$/,
        '"nodejs22.x", "python3.13" or another version of them, or "provided.al2023" (Go, Rust, Java, .NET, Ruby: an executable named bootstrap that speaks the Runtime API)',
      ),
      'Lambda runtime: of Node.js, of Python, or "provided.al2023" for an executable of any language. Default: "nodejs22.x".',
    ),
  ),
  timeout: v.optional(
    described(
      wholeNumber(1, MAX_FUNCTION_TIMEOUT_S, `whole seconds from 1 to ${MAX_FUNCTION_TIMEOUT_S}`),
      'Timeout, seconds. Default: 3.',
    ),
  ),
  memorySize: v.optional(
    described(
      wholeNumber(128, MAX_FUNCTION_MEMORY_MB, `whole MB from 128 to ${MAX_FUNCTION_MEMORY_MB}`),
      'Memory, MB. Default: 128.',
    ),
  ),
  environment: v.optional(
    described(variables('environment variables'), 'Environment variables of the function.'),
  ),
  envFile: v.optional(
    described(
      envFile(),
      'Files of environment variables such as ".env", relative to this file; a later one counts before an earlier one, "environment" before all. Default: none.',
    ),
  ),
  layers: v.optional(
    described(
      v.array(text('a folder'), 'a list of folders such as ["layers/shared"]'),
      'Folders that are layers, unpacked (nodejs/node_modules, python or bin is in them), relative to this file; a later one covers an earlier one. Default: none.',
    ),
  ),
  build: v.optional(
    described(
      build,
      "How esbuild makes the handler's module. Left out, TypeScript is compiled and JavaScript runs in place.",
    ),
  ),
  inlineCode: v.optional(
    described(
      text('code'),
      'The code itself, in place of a folder; the handler is "index.handler", as Lambda has it.',
    ),
  ),
  isolation: v.optional(
    described(
      v.picklist(['thread', 'process'], '"thread" or "process"'),
      'Whether execution environments are threads of the emulator, or processes of their own. Default: "thread".',
    ),
  ),
  loggingConfig: v.optional(described(loggingConfig, "How the function's log looks.")),
  reservedConcurrency: v.optional(
    described(
      wholeNumber(0, 1_000_000, 'a whole number from 0'),
      'Invocations at once; Lambda throttles what comes above, with 0 everything. Default: no limit.',
    ),
  ),
  maxEnvironments: v.optional(
    described(
      environmentCount,
      'Execution environments on this machine; more invocations at once wait their turn. Default: as many as all functions may have, if each can have a quarter of its memory size.',
    ),
  ),
});
