/** Status codes of gRPC that this gateway gives itself. */
export const GRPC = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type GrpcCode = (typeof GRPC)[keyof typeof GRPC];

const BY_STATUS: Readonly<Record<number, GrpcCode>> = {
  401: GRPC.unauthenticated,
  403: GRPC.permissionDenied,
  404: GRPC.unimplemented,
  405: GRPC.unimplemented,
  408: GRPC.deadlineExceeded,
  413: GRPC.resourceExhausted,
  429: GRPC.resourceExhausted,
  431: GRPC.resourceExhausted,
  500: GRPC.internal,
  502: GRPC.unavailable,
  503: GRPC.unavailable,
  504: GRPC.deadlineExceeded,
};

/** The gRPC status for a refusal that would be this HTTP status. */
export const toGrpcCode = (httpStatus: number): GrpcCode =>
  BY_STATUS[httpStatus] ?? (httpStatus < 500 ? GRPC.invalidArgument : GRPC.internal);

/** From 0 to 16, as services usually say it over HTTP; 499 is a caller that left. */
const HTTP_STATUS = [
  200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
];

/** The HTTP status that stands on record for the gRPC status of a service; 502 for what is none. */
export const toHttpStatus = (grpcStatus: string | undefined): number =>
  grpcStatus !== undefined && /^\d{1,2}$/.test(grpcStatus)
    ? (HTTP_STATUS[Number(grpcStatus)] ?? 502)
    : 502;

/** A text as `grpc-message` holds it: printable ASCII, all else in percent. */
export const toGrpcMessage = (text: string): string =>
  Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

/** How a call ended, as headers or trailers. */
export const toGrpcEnd = (code: GrpcCode, message: string): Record<string, string> => ({
  'grpc-status': String(code),
  'grpc-message': toGrpcMessage(message),
});
