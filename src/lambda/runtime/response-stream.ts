/**
 * What a streaming handler writes to. API Gateway invokes functions of WebSocket APIs buffered, so what is
 * written is put together and answered as a whole. Rows `lambda.streaming*`.
 */
import { Writable } from 'node:stream';
import { RuntimeError } from './errors.ts';

type WriteDone = (error?: Error | null) => void;

export class ResponseStream extends Writable {
  /** Set by `HttpResponseStream.from`. */
  _onBeforeFirstWrite: ((write: (chunk: unknown) => void) => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #writing = false;

  constructor(highWaterMark: number | undefined) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
  }

  setContentType(_contentType: string): void {
    if (!this.#writing) return;
    throw new RuntimeError('Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.');
  }

  override write(chunk: unknown, encoding?: unknown, done?: unknown): boolean {
    if (!this.#writing) this._onBeforeFirstWrite?.((first) => super.write(first));
    this.#writing = true;
    const bytes = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    return super.write(bytes, encoding as BufferEncoding, done as WriteDone);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: WriteDone): void {
    this.#chunks.push(chunk);
    done();
  }

  /** Everything that was written. */
  text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}
