/**
 * Access logs that go to files: lines are appended in order, each file opened with its first one. A file that
 * cannot be written is told of once. Row `access-log.file`.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmulatorError, reasonOf } from '../errors.ts';
import type { JournalReader } from './journal.ts';

export interface AccessLogFiles {
  readonly read: JournalReader;
  /** Writes what is left, and closes the files. */
  close(): Promise<void>;
}

/** @param report - is told of a file that cannot be written; nothing more is written to it. */
export function createAccessLogFiles(report: (error: EmulatorError) => void): AccessLogFiles {
  const files = new Map<string, LogFile>();
  const fileOf = (path: string) => {
    const file = files.get(path) ?? new LogFile(path, report);
    files.set(path, file);
    return file;
  };
  return {
    read: (entry) => {
      if (entry.type !== 'access-log' || entry.destination === 'console') return;
      fileOf(entry.destination).append(entry.line);
    },
    close: async () => void (await Promise.all([...files.values()].map((file) => file.close()))),
  };
}

class LogFile {
  readonly #path: string;
  readonly #report: (error: EmulatorError) => void;
  /** What has come while lines were being written. */
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #failed = false;

  constructor(path: string, report: (error: EmulatorError) => void) {
    this.#path = path;
    this.#report = report;
  }

  append(line: string): void {
    if (this.#failed) return;
    this.#waiting.push(line);
    this.#writing ??= this.#write();
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle?.close();
  }

  async #write(): Promise<void> {
    try {
      this.#handle ??= await openFile(this.#path);
      while (this.#waiting.length > 0) {
        const lines = this.#waiting.splice(0);
        await this.#handle.appendFile(lines.map((line) => `${line}\n`).join(''));
      }
    } catch (error) {
      this.#failed = true;
      this.#waiting = [];
      this.#report(
        EmulatorError.of('ACCESS_LOG_UNWRITABLE', { file: this.#path, reason: reasonOf(error) }, error),
      );
    }
    this.#writing = undefined;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'a');
}
