const TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  405: "invalid_request_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  529: "overloaded_error",
};

export type ErrorBody = { type: "error"; error: { type: string; message: string }; request_id: string | null };

/** An answer with an error status, in the Messages API's shape. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.headers = headers;
  }
}

export const errorBody = (type: string, message: string, requestId: string | null): ErrorBody => ({
  type: "error",
  error: { type, message },
  request_id: requestId,
});
export const errorTypeOf = (status: number): string => TYPES[status] ?? "api_error";
