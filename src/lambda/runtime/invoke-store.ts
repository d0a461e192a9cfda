/**
 * What nodejs24.x tells libraries of the invocation that runs, as `awslambda.InvokeStore`; the AWS SDK asks it
 * for the trace id. Row `lambda.invoke-store`.
 */
const KEYS = {
  requestId: Symbol.for('_AWS_LAMBDA_REQUEST_ID'),
  traceId: Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID'),
  tenantId: Symbol.for('_AWS_LAMBDA_TENANT_ID'),
};

type Context = Record<PropertyKey, unknown>;

export class InvokeStore {
  #context: Context | undefined;

  /** For the runtime: what the invocation is known by. */
  begin(requestId: string, traceId: string): void {
    this.#context = { [KEYS.requestId]: requestId, [KEYS.traceId]: traceId };
  }

  getContext(): Context | undefined {
    return this.#context;
  }

  hasContext(): boolean {
    return this.#context !== undefined;
  }

  get(key: PropertyKey): unknown {
    return this.#context?.[key];
  }

  set(key: PropertyKey, value: unknown): void {
    if (this.isProtectedKey(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    this.#context ??= {};
    this.#context[key] = value;
  }

  run<Result>(context: Context, fn: () => Result): Result {
    this.#context = context;
    return fn();
  }

  isProtectedKey(key: PropertyKey): boolean {
    return Object.values<PropertyKey>(KEYS).includes(key);
  }

  getRequestId(): unknown {
    return this.get(KEYS.requestId) ?? '-';
  }

  getXRayTraceId(): unknown {
    return this.get(KEYS.traceId);
  }

  getTenantId(): unknown {
    return this.get(KEYS.tenantId);
  }
}
