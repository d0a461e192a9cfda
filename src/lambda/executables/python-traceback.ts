/** Where a Python traceback leads. Pure. Row `lambda.reload-error`. */

export interface TracebackPlace {
  readonly file: string;
  readonly line: number;
}

/** The user's own call that came last, rather than a package's or the standard library's. */
export function placeInTraceback(stackTrace: readonly string[]): TracebackPlace | undefined {
  const places = stackTrace.flatMap((entry) => {
    // The runtime words that of a syntax error without the comma.
    const [, file = '', line] = /^\s*File "(.+?)",? [Ll]ine (\d+)/.exec(entry) ?? [];
    // `<frozen importlib._bootstrap>` and the like are no files.
    return line === undefined || file.startsWith('<') ? [] : [{ file, line: Number(line) }];
  });
  return places.findLast(({ file }) => !isLibrary(file)) ?? places.at(-1);
}

/** The module whose import failed; of that error the runtime posts no traceback. */
export function missingPythonModule(errorMessage: string): string | undefined {
  return /^Unable to import module .*: No module named '([\w.]+)'/.exec(errorMessage)?.[1];
}

/** Where a module's text imports another, counting from 0; below 0 when it does not. */
export function pythonImport(lines: readonly string[], module: string): number {
  const name = module.replaceAll('.', '\\.');
  const statement = new RegExp(`^\\s*(from\\s+${name}[\\s.]|import\\s+(.*,\\s*)?${name}([\\s.,;#]|$))`);
  return lines.findIndex((line) => statement.test(line));
}

function isLibrary(file: string): boolean {
  return /[\\/](site-packages|dist-packages|lib[\\/]python3[.\d]*|Lib)[\\/]/.test(file);
}
