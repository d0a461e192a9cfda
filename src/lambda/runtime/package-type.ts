/** What a `.js` file is, by the nearest package.json, as Lambda's runtime decides it. Row `lambda.handler-module-package`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Whether the nearest package.json, `node_modules` being the border, says `"type": "module"`.
 * @param unreadable - told of a package.json that is no JSON, and counts for nothing.
 */
export function isModulePackage(
  folder: string,
  unreadable: (file: string, error: unknown) => void = () => {},
): boolean {
  if (/[\\/]node_modules$/.test(folder)) return false;
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    try {
      const content = JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown } | null;
      if (content) return content.type === 'module';
    } catch (error) {
      unreadable(file, error);
      return false;
    }
  }
  const parent = dirname(folder);
  return parent !== folder && isModulePackage(parent, unreadable);
}
