/** Reads a file that was named when the emulator was started. */
import { existsSync } from 'node:fs';
import { EmulatorError } from '../../errors.ts';
import { readText } from '../source/read-definition.ts';

/**
 * @param file - absolute path.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`.
 */
export async function readNamedFile(file: string): Promise<string> {
  if (existsSync(file)) return readText(file);
  const reason = 'there is no such file. Create it, or correct the name.';
  throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
}
