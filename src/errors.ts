/** What went wrong, as data: `code` for logs and tables, `retryable` for queues, `expose` for what a person may read. */
export class AppError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** A calm Chinese sentence that may be shown to the person, if there is one. */
  readonly expose: string | undefined;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; expose?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.expose = options.expose;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
